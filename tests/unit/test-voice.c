/* test-voice.c: the rules of the languages, and what is read out of single replies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gio/gio.h>
#include <string.h>

#include "model/ear-voice-private.h"

static EarVoiceMarks
read_reply (const char *asker, const char *question, const char *text)
{
  EarAnswerText answer = { .asker = asker, .question = question, .text = text };

  return ear_voice_read (&answer);
}

static gboolean
shows (const EarVoiceMarks *marks, EarVoiceTrait trait)
{
  return (marks->shows >> trait & 1) != 0;
}

static gboolean
could (const EarVoiceMarks *marks, EarVoiceTrait trait)
{
  return (marks->could >> trait & 1) != 0;
}

/* ---- the files ---- */

/* What stands in the folder is built in, and nothing is unreadable: that would end the program here. */
static void
test_files (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "..", "src", "model", "voice", NULL);
  const char *const *languages = ear_voice_get_languages ();
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;
  guint n = 0;

  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".voice"))
      {
        g_autofree char *language = g_strndup (name, strlen (name) - strlen (".voice"));

        g_assert_true (g_strv_contains (languages, language));
        n++;
      }
  g_assert_cmpuint (n, ==, g_strv_length ((char **) languages));
  g_assert_cmpuint (n, >=, 6);
  g_assert_true (ear_voice_has_address ("de-AT"));
  g_assert_false (ear_voice_has_address ("en"));
  g_assert_false (ear_voice_has_address ("sv"));
}

#define REST "[sign-off]\nbye\n[thanks]\nthanks\n[apology]\nsorry\n[complaint]\nbad\n[signature]\nthe\n[common]\nthe\n"

static EarVoiceRules *
rules_from (const char *text, GError **error)
{
  const char *names[] = { "xx" };

  return ear_voice_rules_new (names, &text, 1, error);
}

/* A translator's slip is named with its line. */
static void
test_bad_files (void)
{
  const struct { const char *text, *says; } files[] = {
    { "hello\n", "line 1: a line stands before" },
    { "# x\n[greetings]\nhello\n", "line 2: there is no part" },
    { "[greeting]\n\n(hi|hello\n", "line 3: brackets are not closed" },
    { "[greeting]\nhi!\n", "line 2: “hi!” is no word" },
    { "[greeting]\n(|hi)\n", "is no word" },
    { "[greeting]\n()\n", "no word" },
    { "[greeting]\n*\n", "no word" },
    { "[greeting]\n... hi\n", "begins and ends with a word" },
    { "[greeting]\nhi ...\n", "begins and ends with a word" },
    { "[greeting]\na b c d e f g h i j k l m\n", "1 to 12 words" },
    { "[greeting]\na? b? c? d? e? f? g\n", "at most 5" },
    { "[greeting]\n- \n", "1 to 12 words" },
    { "[greeting]\n(a b|c|d|e|f|g|h|i) (a b|c|d|e|f|g|h|i) (a b|c|d|e|f|g|h|i) (a b|c|d|e|f|g|h|i) (a b|c|d|e|f|g|h|i) (a b|c|d|e|f|g|h|i)\n",
      "line 2: more than 1000 ways" },
    { "[greeting]\nhi\n", "has nothing in [sign-off]" },
    { "[greeting]\nhi\n" REST "[formal]\nyou\n", "without the other" },
    { "[greeting]\nhi\n[common]\nrock'n'roll\n", "is no word" },
    { "[greeting]\n\xff\n", "not UTF-8" },
    { "", "has nothing in [greeting]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EarVoiceRules) rules = rules_from (files[i].text, &error);

      g_assert_null (rules);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_true (g_str_has_prefix (error->message, "xx.voice"));
      if (strstr (error->message, files[i].says) == NULL)
        g_error ("“%s” does not say “%s”", error->message, files[i].says);
    }
}

/* Whether one line of [thanks] finds something in a text. */
static gboolean
finds (const char *lines, const char *plain)
{
  g_autofree char *file = g_strconcat ("[greeting]\nhi\n" REST "[thanks]\n", lines, "\n", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (EarVoiceRules) rules = rules_from (file, &error);
  EarVoiceText text;
  guint masks[EAR_N_RULES];

  g_assert_no_error (error);
  ear_voice_text_init (&text, rules);
  ear_voice_text_read (&text, plain);
  ear_voice_rules_match (rules, &text, 1, 1u << EAR_RULE_THANKS, NULL, NULL, masks);
  ear_voice_text_clear (&text);
  return masks[EAR_RULE_THANKS] != 0;
}

static void
test_lines (void)
{
  g_assert_true (finds ("schön", "SCHON"));
  g_assert_true (finds ("schon", "scho\xcc\x88n")); /* o, then a diaeresis */
  g_assert_true (finds ("grüße", "Viele Grüsse"));
  g_assert_false (finds ("art", "Start arts"));
  g_assert_true (finds ("d'accord", "Bon, d’accord !"));
  g_assert_true (finds ("a (b|c) d", "x a c d"));
  g_assert_false (finds ("a (b|c) d", "a. c d"));
  g_assert_false (finds ("a (b|c) d", "a\nc d"));
  g_assert_true (finds ("a (b|c)? d", "a d"));
  g_assert_true (finds ("a (b b|c)? d", "a d"));
  g_assert_true (finds ("a (b b|c)? d", "a b b d"));
  g_assert_false (finds ("a (b b|c)? d", "a b d"));
  g_assert_true (finds ("bedank*", "Wir bedanken uns"));
  g_assert_false (finds ("bedank*", "unbedankt"));
  g_assert_true (finds ("*ando", "esperando"));
  g_assert_true (finds ("=Sie", "wenn Sie mögen"));
  g_assert_false (finds ("=Sie", "wenn sie mögen"));
  g_assert_false (finds ("=té", "te"));
  g_assert_true (finds ("~ =(Sie|Ihnen)", "Gut. Wenn Sie"));
  g_assert_false (finds ("~ =(Sie|Ihnen)", "Gut. Sie gehen"));
  g_assert_true (finds ("~ =(Sie|Ihnen)", "gut, Sie gehen"));
  g_assert_false (finds ("^ cheers", "three cheers"));
  g_assert_true (finds ("^ cheers", "fine, cheers"));
  g_assert_true (finds ("tut ... leid", "Das tut uns wirklich sehr leid"));
  g_assert_false (finds ("tut ... leid", "tut a b c d leid"));
  g_assert_true (finds ("tut ... leid", "tut a b-c-d e leid"));
  g_assert_true (finds ("tut ... leid", "tut a-b-c-d-e-f-g-h leid"));
  g_assert_false (finds ("tut ... leid", "tut a-b-c-d-e-f-g-h-i leid"));
  g_assert_false (finds ("tut ... leid", "Tut gut. Leid"));
  g_assert_true (finds ("zu <number> uhr", "zu 18:30 Uhr"));
  g_assert_true (finds ("dear <Capital>", "dear Anna"));
  g_assert_false (finds ("dear <Capital>", "dear me"));
  g_assert_true (finds ("(x|dear <Capital>)", "dear Anna"));
  /* The longest counts; of two that are as long, the exception. */
  g_assert_false (finds ("merci\n- merci de\nmerci de votre", "Merci de nous appeler"));
  g_assert_true (finds ("merci\n- merci de\nmerci de votre", "Merci de votre visite"));
  g_assert_true (finds ("merci\n- merci de", "Merci de nous appeler. Merci !"));
  g_assert_false (finds ("gut so\n- gut <any>", "gut so"));
  /* Neither addresses nor mentions are words. */
  g_assert_false (finds ("hi", "@hi https://hi hi@example.org"));
}

/* ---- single replies ---- */

static void
test_edges (void)
{
  g_autoptr (GString) huge = g_string_new ("Hello Anna! ");
  EarVoiceMarks marks;

  marks = read_reply ("Anna", "Open?", "");
  g_assert_cmpuint (marks.could, ==, 0);
  marks = read_reply ("Anna", NULL, NULL);
  g_assert_cmpuint (marks.could, ==, 0);
  marks = read_reply ("Anna", "Open?", " \n\t ");
  g_assert_cmpuint (marks.could, ==, 0);

  marks = read_reply ("Anna", "Open?", "👍🏽");
  g_assert_true (shows (&marks, EAR_VOICE_EMOJI));
  g_assert_true (could (&marks, EAR_VOICE_GREETING) && !shows (&marks, EAR_VOICE_GREETING));
  g_assert_false (could (&marks, EAR_VOICE_LANGUAGE));
  g_assert_cmpuint (marks.n_words, ==, 0);

  for (guint i = 0; i < 2000; i++)
    g_string_append (huge, "we are open until ten ");
  g_string_append (huge, "\nBest wishes, Tom");
  marks = read_reply ("Anna", "Open?", huge->str);
  g_assert_cmpuint (marks.n_words, ==, 10005);
  g_assert_true (shows (&marks, EAR_VOICE_GREETING) && shows (&marks, EAR_VOICE_BY_NAME) && shows (&marks, EAR_VOICE_SIGN_OFF));

  /* A chain that is one word to "...", as long as a service lets a comment be: in cubic time this would not end today. */
  g_string_truncate (huge, 0);
  for (guint i = 0; i < 65536 / 12; i++)
    g_string_append (huge, i % 2 == 0 ? "habe-mein-A-" : "habe'mein'A'");
  marks = read_reply ("Anna", huge->str, huge->str);
  g_assert_false (could (&marks, EAR_VOICE_APOLOGY));

  /* Right to left, and scripts we have no rules for: counted, not judged. */
  marks = read_reply ("أحمد", "متى تفتحون؟", "مرحبا أحمد، نفتح في التاسعة 😊");
  g_assert_true (shows (&marks, EAR_VOICE_EMOJI));
  g_assert_false (could (&marks, EAR_VOICE_GREETING) || could (&marks, EAR_VOICE_BY_NAME));
  g_assert_cmpuint (marks.n_words, ==, 5);
  g_assert_cmpstr (marks.language, ==, "");

  /* No name, a name that is only an address, a name in other letters' clothes. */
  marks = read_reply (NULL, "Open?", "Hello Anna!");
  g_assert_false (could (&marks, EAR_VOICE_BY_NAME));
  marks = read_reply ("  42 ", "Open?", "Hello 42!");
  g_assert_false (could (&marks, EAR_VOICE_BY_NAME));
  marks = read_reply ("Zoë Łukasz-Ørsted", NULL, "Hi Zoe!");
  g_assert_true (shows (&marks, EAR_VOICE_BY_NAME));
  marks = read_reply ("ZOE", NULL, "Hi zoë, yes.");
  g_assert_true (shows (&marks, EAR_VOICE_BY_NAME));
  marks = read_reply ("juergen_mueller", NULL, "Hallo Jürgen, ja, ab zehn Uhr.");
  g_assert_true (shows (&marks, EAR_VOICE_BY_NAME));
  marks = read_reply ("Jürgen", NULL, "Hallo Juergen, ja, ab zehn Uhr.");
  g_assert_true (shows (&marks, EAR_VOICE_BY_NAME));
  marks = read_reply ("Jürgen", NULL, "Hallo Juirgen, ja, ab zehn Uhr.");
  g_assert_false (shows (&marks, EAR_VOICE_BY_NAME));
  /* Languages that bend names or write on behind them. */
  marks = read_reply ("Anna", NULL, "Cześć Anno, jesteśmy otwarci do dziesiątej, zapraszamy!");
  g_assert_false (could (&marks, EAR_VOICE_BY_NAME));
  marks = read_reply ("李明", NULL, "李明您好，我们营业到十点。");
  g_assert_false (could (&marks, EAR_VOICE_BY_NAME));
  marks = read_reply ("anna.b_87", NULL, "Hi Anna");
  g_assert_true (shows (&marks, EAR_VOICE_BY_NAME));
  marks = read_reply ("Will Hope", NULL, "We will, I hope, be open.");
  g_assert_false (shows (&marks, EAR_VOICE_BY_NAME));
  marks = read_reply ("Will Hope", NULL, "Will do, and thanks.");
  g_assert_false (shows (&marks, EAR_VOICE_BY_NAME));
  marks = read_reply ("Will Hope", NULL, "Will, you can come at ten.");
  g_assert_true (shows (&marks, EAR_VOICE_BY_NAME));
  marks = read_reply ("Will Hope", NULL, "Hello Will! Come at ten.");
  g_assert_true (shows (&marks, EAR_VOICE_BY_NAME));
  marks = read_reply ("Anna", NULL, "Yes, until ten.\nAnna sits at the window.");
  g_assert_false (shows (&marks, EAR_VOICE_BY_NAME));
  /* The service puts mentions there by itself. */
  marks = read_reply ("anna", NULL, "@anna@social.example until ten");
  g_assert_false (shows (&marks, EAR_VOICE_BY_NAME));
  g_assert_cmpuint (marks.n_words, ==, 2);
  marks = read_reply ("Anna", NULL, "@anna@social.example\nHi Anna, until ten");
  g_assert_true (shows (&marks, EAR_VOICE_BY_NAME) && shows (&marks, EAR_VOICE_GREETING));

  /* "Sie" at the beginning may be "they". */
  marks = read_reply (NULL, NULL, "Die Nudeln kommen aus Apulien. Sie sind leider nicht vegan.");
  g_assert_cmpint (marks.address, ==, EAR_ADDRESS_NONE);
  marks = read_reply (NULL, NULL, "Die Nudeln haben wir auch für Sie im Laden.");
  g_assert_cmpint (marks.address, ==, EAR_ADDRESS_FORMAL);
  marks = read_reply (NULL, NULL, "Die Nudeln haben wir auch für euch im Laden.");
  g_assert_cmpint (marks.address, ==, EAR_ADDRESS_INFORMAL);

  /* Words as people count them. */
  marks = read_reply (NULL, NULL, "It's a mother-in-law's table at 18:30, see https://example.org/menu?x=1 (9.50 €)!");
  g_assert_cmpuint (marks.n_words, ==, 9);
  /* A rating says that something went wrong as well as words do. */
  marks = read_reply (NULL, "★★☆☆☆\nThe evening", "We are sorry about that evening of yours.");
  g_assert_true (shows (&marks, EAR_VOICE_APOLOGY));
  marks = read_reply (NULL, "★★★★☆\nThe evening", "We are sorry about that evening of yours.");
  g_assert_false (could (&marks, EAR_VOICE_APOLOGY));
  marks = read_reply (NULL, "★ of the evening", "We are sorry about that evening of yours.");
  g_assert_false (could (&marks, EAR_VOICE_APOLOGY));
  /* Services put it where a subject stands, and not every review has words. */
  {
    EarAnswerText answer = { .subject = "👎", .text = "We are sorry about that evening of yours." };

    marks = ear_voice_read (&answer);
    g_assert_true (shows (&marks, EAR_VOICE_APOLOGY));
    answer.subject = "★☆☆☆☆";
    marks = ear_voice_read (&answer);
    g_assert_true (shows (&marks, EAR_VOICE_APOLOGY));
    answer.subject = "👍";
    answer.question = "A lovely evening";
    marks = ear_voice_read (&answer);
    g_assert_false (could (&marks, EAR_VOICE_APOLOGY));
    answer.question = "👎\nThe evening was not what it used to be";
    marks = ear_voice_read (&answer);
    g_assert_true (shows (&marks, EAR_VOICE_APOLOGY));
  }
  /* A list is no signature, a name is. */
  marks = read_reply (NULL, NULL, "We have these today:\n- Pizza\n- Pasta");
  g_assert_false (shows (&marks, EAR_VOICE_SIGN_OFF));
  marks = read_reply (NULL, NULL, "We have these today and all of them are very good. ^MB");
  g_assert_true (shows (&marks, EAR_VOICE_SIGN_OFF));
}

static void
test_emoji (void)
{
  const char *with[] = { "ok ❤️", "ok ❤", "1️⃣ first", "🇩🇪", "👩‍👩‍👧‍👦", "so ☺", "⭐⭐", "\xf0\x9f\xab\xa9" };
  const char *without[] = { "ok", "ok :-)", "№ 5 → 6", "Café 5 € ©", "ok ❤\xef\xb8\x8e", "☎ 030 123", "日本語" };

  for (gsize i = 0; i < G_N_ELEMENTS (with); i++)
    {
      EarVoiceMarks marks = read_reply (NULL, NULL, with[i]);

      if (!shows (&marks, EAR_VOICE_EMOJI))
        g_error ("no emoji in “%s”", with[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (without); i++)
    {
      EarVoiceMarks marks = read_reply (NULL, NULL, without[i]);

      g_assert_true (could (&marks, EAR_VOICE_EMOJI));
      if (shows (&marks, EAR_VOICE_EMOJI))
        g_error ("an emoji in “%s”", without[i]);
    }
}

/* Unknown is an answer: of other languages no more is said than they show without rules. */
static void
test_languages (void)
{
  const struct { const char *text, *language; } texts[] = {
    { "We are open until ten tonight, and the kitchen closes at nine.", "en" },
    { "Wir haben heute bis zehn geöffnet, die Küche schließt um neun.", "de" },
    { "Nous sommes ouverts jusqu'à dix heures ce soir, la cuisine ferme à neuf.", "fr" },
    { "Esta noche estamos abiertos hasta las diez y la cocina cierra a las nueve.", "es" },
    { "Stasera siamo aperti fino alle dieci, la cucina chiude alle nove.", "it" },
    { "Hoje estamos abertos até às dez da noite, a cozinha fecha às nove.", "pt" },
    { "We zijn vanavond open tot tien uur, de keuken sluit om negen uur. Tot dan!", "" },
    { "Vi har öppet till tio i kväll, köket stänger klockan nio. Välkommen hit!", "" },
    { "Vi har åbent til klokken ti i aften, køkkenet lukker klokken ni. Velkommen!", "" },
    { "Bu akşam ona kadar açığız, mutfak dokuzda kapanıyor. Hoş geldiniz, bekleriz!", "" },
    { "Dziś wieczorem jesteśmy otwarci do dziesiątej, kuchnia zamyka o dziewiątej.", "" },
    { "Diseară suntem deschiși până la zece, bucătăria se închide la nouă seara.", "" },
    { "Vi har åpent til klokken ti i kveld, kjøkkenet stenger klokken ni.", "" },
    { "Olemme tänä iltana auki kymmeneen, keittiö sulkeutuu yhdeksältä. Tervetuloa!", "" },
    { "Сегодня вечером мы открыты до десяти, кухня закрывается в девять.", "" },
    { "今夜は10時まで営業しています。", "" },
    { "ok 👍", "" }, { "10", "" },
  };
  EarVoiceMarks marks;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      marks = read_reply (NULL, NULL, texts[i].text);
      if (!g_str_equal (marks.language, texts[i].language))
        g_error ("“%s” is taken for “%s”", texts[i].text, marks.language);
      if (texts[i].language[0] == '\0' && marks.n_words > 10 && could (&marks, EAR_VOICE_GREETING))
        g_error ("“%s” is judged by rules", texts[i].text);
    }

  /* The asker's language: by words, else by what the service says of the question. */
  marks = read_reply (NULL, "Wann habt ihr am Sonntag geöffnet?", texts[1].text);
  g_assert_true (shows (&marks, EAR_VOICE_LANGUAGE));
  marks = read_reply (NULL, "Wann habt ihr am Sonntag geöffnet?", texts[0].text);
  g_assert_true (could (&marks, EAR_VOICE_LANGUAGE) && !shows (&marks, EAR_VOICE_LANGUAGE));
  marks = read_reply (NULL, "?", texts[0].text);
  g_assert_false (could (&marks, EAR_VOICE_LANGUAGE));
  marks = read_reply (NULL, "Wann habt ihr am Sonntag geöffnet?", "Wir haben am Sonntag geöffnet. We are open on Sunday until ten, and you are welcome.");
  g_assert_true (shows (&marks, EAR_VOICE_LANGUAGE));
  {
    EarAnswerText answer = { .question = "Bu akşam açık mısınız?", .text = texts[1].text, .question_language = "tr" };

    marks = ear_voice_read (&answer);
    g_assert_true (could (&marks, EAR_VOICE_LANGUAGE) && !shows (&marks, EAR_VOICE_LANGUAGE));
    /* What we typed is tagged by the service's setting; of the question that tells nothing. */
    answer = (EarAnswerText) { .question = "Pizza Margherita?", .text = texts[1].text, .language = "en" };
    marks = ear_voice_read (&answer);
    g_assert_false (could (&marks, EAR_VOICE_LANGUAGE));
  }
}

/* Asked and answered in a language without rules, or in one that looks like one of ours: neither right nor wrong, and judged by nobody's rules. */
static void
test_other_languages (void)
{
  const struct { const char *tag, *question, *text; } exchanges[] = {
    { "nl", "Zijn jullie zondag open?", "Ja, wij zijn zondag vanaf elf uur geopend hoor." },
    { "nl", "Mag ik morgen met de kinderen komen?", "Dag Anna, bedankt, tot zo! Groetjes, Maria" },
    { "pl", "Czy mogę zarezerwować stolik?", "Dzień dobry, tak, zapraszamy! Pozdrawiamy, Maria" },
    { "pl", "Czy w niedzielę jest otwarte?", "Tak, w niedzielę jesteśmy otwarci od godziny jedenastej rano." },
    { "tr", "Pazar günü açık mısınız?", "Evet, pazar günü saat on birden itibaren açığız efendim." },
    { "sv", "Har ni öppet på söndag?", "Ja, på söndag har vi öppet från klockan elva." },
    { "cs", "Máte v neděli otevřeno?", "Ano, v neděli máme otevřeno od jedenácti hodin dopoledne." },
    { "no", "Har dere åpent på søndag?", "Ja, på søndag har vi åpent fra klokken elleve." },
    { "ro", "Aveți deschis duminică la prânz?", "Da, duminică avem deschis de la unsprezece, vă așteptăm cu drag la masă." },
    { "ca", "Obriu diumenge al migdia?", "Sí, diumenge obrim a les onze i la cuina tanca a les quatre de la tarda." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (exchanges); i++)
    for (guint tagged = 0; tagged < 3; tagged++)
      {
        EarAnswerText answer = { .question = exchanges[i].question, .text = exchanges[i].text, .asker = "Anna" };
        EarVoiceMarks marks;

        answer.question_language = tagged > 0 ? exchanges[i].tag : NULL;
        answer.language = tagged > 1 ? exchanges[i].tag : NULL;
        marks = ear_voice_read (&answer);
        if (could (&marks, EAR_VOICE_LANGUAGE))
          g_error ("“%s”, tagged %u, is judged by its language", exchanges[i].text, tagged);
        if (tagged > 1 && (could (&marks, EAR_VOICE_GREETING) || could (&marks, EAR_VOICE_BY_NAME) || marks.language[0] != '\0'))
          g_error ("“%s” is judged by rules", exchanges[i].text);
      }
}

/* What stands alone below is not always who wrote. */
static void
test_signatures (void)
{
  const char *const signed_texts[] = {
    "Wir haben bis zehn offen.\nMaria", "Wir haben bis zehn offen.\nMaria\n@anna", "Wir haben bis zehn offen.\nMaria\n#rosas", "Wir haben bis zehn offen.\nMaria!",
    "Das holen wir nach und laden noch einmal ein. Jonas", "Wir haben bis zehn offen.\nMaria\n030 1234", "Wir haben bis zehn offen.\nMaria Rossi\nTrattoria Sole",
    "We are open until ten ^MB", "We are open until ten. - Maria",
  };
  const char *const unsigned_texts[] = {
    "Unsere Öffnungszeiten:\nSamstag und Sonntag\n11-22 Uhr", "Our hours are these:\nSaturday and Sunday\n11-22", "Wir haben am Wochenende offen - Samstag und Sonntag",
    "Wir haben offen: Samstag / Sonntag", "We have these desserts today:\nTiramisu\nPanna Cotta", "Today's dessert is this one - Tiramisu",
    "Unsere Adresse ist\nSchöne Aussicht\n12345 Berlin", "We have these today\nTiramisu\nPanna Cotta\nGelato", "We are open until ten.\n#Rosas", "We are open until ten. #Rosas",
    "Yes. Tiramisu",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (signed_texts); i++)
    {
      EarVoiceMarks marks = read_reply (NULL, NULL, signed_texts[i]);

      if (!shows (&marks, EAR_VOICE_SIGN_OFF))
        g_error ("no signature: %s", signed_texts[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (unsigned_texts); i++)
    {
      EarVoiceMarks marks = read_reply (NULL, NULL, unsigned_texts[i]);

      if (shows (&marks, EAR_VOICE_SIGN_OFF))
        g_error ("a signature: %s", unsigned_texts[i]);
    }
}

/* Names that are words, too. */
static void
test_names_that_are_words (void)
{
  const struct { const char *asker, *text; gboolean shows; } replies[] = {
    { "Grace", "The Grace period is ten minutes, and then the table goes.", FALSE },
    { "Bill", "The Bill was sent to you yesterday.", FALSE },
    { "June", "From June on we are open every day.", FALSE },
    { "The Chef", "The Chef will be there on Sunday.", FALSE },
    { "Will", "Hi there! Will do, and see you then.", FALSE },
    { "Will", "Hi, will do, and see you then.", FALSE },
    { "Bill", "Hi, the Bill was sent to you yesterday.", FALSE },
    { "Will", "Hi Will, we are open until ten.", TRUE },
    { "Bill", "Good morning dear Bill we are open until ten.", TRUE },
    { "Bill", "hi bill we are open until ten.", TRUE },
    { "Bill", "Thanks Bill for the kind words about the team.", TRUE },
    { "Bill", "We are sorry, Bill, that was our mistake.", TRUE },
    { "Bill", "Bill, we are open until ten.", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      EarVoiceMarks marks = read_reply (replies[i].asker, NULL, replies[i].text);

      if (shows (&marks, EAR_VOICE_BY_NAME) != replies[i].shows)
        g_error ("by name is %d: %s", !replies[i].shows, replies[i].text);
    }
}

/* "Signs off with Maria" is kept where she signs. */
static void
test_sign_off_words (void)
{
  const struct { const char *word, *text; gboolean kept; } replies[] = {
    { "Maria", "Wir haben bis zehn offen.\nLiebe Grüße\nMaria", TRUE },
    { "Maria", "Wir haben bis zehn offen. Liebe Grüße Maria", TRUE },
    { "maria", "Wir haben bis zehn offen. Liebe Grüße, deine Maria vom Team\n030 1234\n@anna #rosas", TRUE },
    { "Liebe Grüße", "Wir haben bis zehn offen. Liebe Grüße und bis bald, Maria", TRUE },
    { "Maria", "Frag einfach nach Maria am Tresen.", FALSE },
    { "Maria", "Frag einfach nach Maria am Tresen. Liebe Grüße, Jonas", FALSE },
    { "Maria", "Schreib uns bitte an maria@sole.example", FALSE },
    { "Maria", "Komm vorbei, Maria weiß davon und hilft dir gern. Liebe Grüße", FALSE },
    /* What cannot be looked for is not asked. */
    { "🌻", "Wir haben bis zehn offen. Liebe Grüße, Jonas", TRUE },
    { "@rosas", "Wir haben bis zehn offen. Liebe Grüße, Jonas", TRUE },
    { "@rosas", "Wir haben bis zehn offen, mehr steht hier: https://rosas.example", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (EarVoiceWish) wish = ear_voice_wish_new ();
      EarAnswerText answer = { .message_id = 1, .text = replies[i].text };
      g_autoptr (EarVoice) voice = NULL;

      wish->signs_off = EAR_VOICE_YES;
      wish->sign_off_words = g_strdupv ((char *[]) { (char *) replies[i].word, NULL });
      voice = ear_voice_new (&answer, 1, 1, wish);
      g_assert_cmpuint (ear_voice_get_channel (voice, 0)->kept[EAR_WISH_SIGN_OFF].n, ==, 1);
      if (ear_voice_get_channel (voice, 0)->kept[EAR_WISH_SIGN_OFF].k != (guint) replies[i].kept)
        g_error ("kept is %d: %s", !replies[i].kept, replies[i].text);
    }
}

/* A reply in two languages can be judged whatever it was asked in. */
static void
test_two_languages (void)
{
  const char *both = "Wir haben am Sonntag von elf bis zehn geöffnet und freuen uns auf euch. We are open on Sunday from eleven, and you are welcome.";
  const struct { const char *question; gboolean shows; } questions[] = {
    { "Wann habt ihr am Sonntag geöffnet?", TRUE },
    { "When are you open on Sunday, and can we bring the dog?", TRUE },
    { "Est-ce que vous êtes ouverts dimanche soir ?", FALSE },
    { "¿A qué hora abrís el domingo por la noche?", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      EarVoiceMarks marks = read_reply (NULL, questions[i].question, both);

      g_assert_true (could (&marks, EAR_VOICE_LANGUAGE));
      g_assert_cmpint (shows (&marks, EAR_VOICE_LANGUAGE), ==, questions[i].shows);
    }
}

/* What the trait counts, the wish counts. */
static void
test_short_address (void)
{
  g_autoptr (EarVoiceWish) wish = ear_voice_wish_new ();
  const EarAnswerText answers[] = {
    { .message_id = 1, .question = "Wann habt ihr am Sonntag geöffnet?", .text = "Klar, kommt vorbei!" },
    { .message_id = 2, .question = "Wann habt ihr am Sonntag geöffnet?", .text = "Klar, meldet euch!" },
    { .message_id = 3, .question = "👍", .text = "Klar, meldet euch!", .language = "de" },
  };
  g_autoptr (EarVoice) voice = NULL;

  ear_voice_wish_set_address (wish, "de", EAR_ADDRESS_INFORMAL);
  voice = ear_voice_new (answers, G_N_ELEMENTS (answers), 1, wish);
  g_assert_cmpuint (ear_voice_get_channel (voice, 0)->traits[EAR_VOICE_INFORMAL].n, ==, 3);
  g_assert_cmpuint (ear_voice_get_channel (voice, 0)->kept[EAR_WISH_ADDRESS].n, ==, 3);
  g_assert_cmpuint (ear_voice_get_channel (voice, 0)->kept[EAR_WISH_ADDRESS].k, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/voice/files", test_files);
  g_test_add_func ("/voice/bad-files", test_bad_files);
  g_test_add_func ("/voice/lines", test_lines);
  g_test_add_func ("/voice/edges", test_edges);
  g_test_add_func ("/voice/emoji", test_emoji);
  g_test_add_func ("/voice/languages", test_languages);
  g_test_add_func ("/voice/other-languages", test_other_languages);
  g_test_add_func ("/voice/signatures", test_signatures);
  g_test_add_func ("/voice/names-that-are-words", test_names_that_are_words);
  g_test_add_func ("/voice/sign-off-words", test_sign_off_words);
  g_test_add_func ("/voice/two-languages", test_two_languages);
  g_test_add_func ("/voice/short-address", test_short_address);
  return g_test_run ();
}
