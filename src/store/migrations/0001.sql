-- Version 1. All times are UTC milliseconds. Integer ids stay inside this file; ext with its channel's key, and key, mean the same
-- everywhere. 0 stands for "none" in columns that indexes and joins need to be never NULL.

-- ---- the workspace ----

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE memo (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE setting (
  name TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  value TEXT NOT NULL,               -- JSON
  PRIMARY KEY (name, valid_from)
) WITHOUT ROWID;
CREATE TABLE brand_fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE member (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE tag (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE);

-- ---- channels and how far they are read ----

CREATE TABLE channel (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,          -- UUIDv5 (kind, origin, account id)
  kind TEXT NOT NULL,
  origin TEXT NOT NULL,
  account_id TEXT NOT NULL,
  state INTEGER NOT NULL DEFAULT 0,  -- EarChannelState
  added_at INTEGER NOT NULL,
  name TEXT NOT NULL,                -- the service's
  own_name TEXT,                     -- as renamed
  url TEXT, handle TEXT, avatar_url TEXT,
  about TEXT,                        -- what its page says: the text, then "Phone: …", a line each
  settings TEXT NOT NULL DEFAULT '{}',
  health TEXT
);
CREATE TABLE stream (
  channel INTEGER NOT NULL,
  name TEXT NOT NULL,
  inbound INTEGER NOT NULL DEFAULT 0,
  outbound INTEGER NOT NULL DEFAULT 0,
  active INTEGER NOT NULL DEFAULT 1,
  known_until INTEGER,
  estimated_total INTEGER NOT NULL DEFAULT -1,
  n_items INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (channel, name)
) WITHOUT ROWID;
CREATE TABLE stream_cursor (
  channel INTEGER NOT NULL,
  stream TEXT NOT NULL,
  direction INTEGER NOT NULL,        -- EarStreamDirection
  cursor TEXT,
  done INTEGER NOT NULL DEFAULT 0,
  pulled_at INTEGER,
  PRIMARY KEY (channel, stream, direction)
) WITHOUT ROWID;
CREATE TABLE coverage (
  channel INTEGER NOT NULL,
  stream TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  PRIMARY KEY (channel, stream, from_at)
) WITHOUT ROWID;

-- ---- people ----

CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,          -- UUIDv5 of the first identity
  own_name TEXT,                     -- as renamed
  notes TEXT
);
CREATE TABLE identity (
  id INTEGER PRIMARY KEY,
  channel INTEGER NOT NULL,
  ext TEXT NOT NULL,
  person INTEGER NOT NULL DEFAULT 0, -- 0: us
  is_us INTEGER NOT NULL DEFAULT 0,
  name TEXT, handle TEXT, url TEXT, avatar_url TEXT,
  UNIQUE (channel, ext)
);
CREATE INDEX identity_person ON identity (person);

-- ---- what is said ----

CREATE TABLE post (
  id INTEGER PRIMARY KEY,
  channel INTEGER NOT NULL,
  ext TEXT NOT NULL,
  posted_at INTEGER,
  by_us INTEGER NOT NULL DEFAULT 0,
  title TEXT, url TEXT, text TEXT,
  UNIQUE (channel, ext)
);
CREATE INDEX post_ours ON post (channel, posted_at) WHERE by_us = 1;

-- Carries what lists, badges and reports need; derived from messages and events whenever a message of it changes.
CREATE TABLE conversation (
  id INTEGER PRIMARY KEY,
  channel INTEGER NOT NULL,
  ext TEXT NOT NULL,
  type INTEGER NOT NULL,             -- EarConversationType
  two_person INTEGER NOT NULL DEFAULT 0,
  bare INTEGER NOT NULL DEFAULT 0,   -- only named so far, or described under an older name
  post INTEGER NOT NULL DEFAULT 0,
  call_back_by INTEGER,
  author INTEGER NOT NULL DEFAULT 0, -- derived: identity that asks, or asked first
  standing INTEGER NOT NULL DEFAULT 3, -- derived: EarStanding
  last_at INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL DEFAULT 9223372036854775807,
  waiting_since INTEGER,
  heard_at INTEGER NOT NULL DEFAULT 0, -- derived: when the newest open question was first known
  unread INTEGER NOT NULL DEFAULT 0,
  n_messages INTEGER NOT NULL DEFAULT 0,
  n_open INTEGER NOT NULL DEFAULT 0,
  has_held INTEGER NOT NULL DEFAULT 0,
  preview_direction INTEGER NOT NULL DEFAULT 0,
  title TEXT, url TEXT, preview TEXT,
  UNIQUE (channel, ext)
);
-- Lists walk one of these from its end and test the rest inside the index.
CREATE INDEX conversation_last ON conversation (last_at, id, standing, channel);
CREATE INDEX conversation_standing ON conversation (standing, last_at, id, channel);
CREATE INDEX conversation_channel ON conversation (channel, last_at, id, standing);
CREATE INDEX conversation_due ON conversation (due_at, id, channel, type, heard_at) WHERE standing = 0;
CREATE INDEX conversation_unread ON conversation (last_at, id, channel, standing) WHERE unread > 0;
CREATE INDEX conversation_review ON conversation (last_at, id, channel, standing) WHERE type = 3;
CREATE INDEX conversation_post ON conversation (post) WHERE post > 0;
CREATE INDEX conversation_call_back ON conversation (id) WHERE call_back_by IS NOT NULL;
-- How many conversations with messages stand where; kept up with them.
CREATE TABLE standing_count (
  channel INTEGER NOT NULL,
  standing INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (channel, standing)
) WITHOUT ROWID;
CREATE TABLE conversation_alias (
  channel INTEGER NOT NULL,
  ext TEXT NOT NULL,                 -- another name of it, for instance from before its root was found
  conversation INTEGER NOT NULL,
  superseded INTEGER NOT NULL DEFAULT 0, -- known not to be the root
  PRIMARY KEY (channel, ext)
) WITHOUT ROWID;
CREATE INDEX conversation_alias_conversation ON conversation_alias (conversation);
CREATE TABLE conversation_tag (
  tag INTEGER NOT NULL,
  conversation INTEGER NOT NULL,
  PRIMARY KEY (tag, conversation)
) WITHOUT ROWID;
CREATE INDEX conversation_tag_conversation ON conversation_tag (conversation);
CREATE TABLE participant (
  person INTEGER NOT NULL,
  conversation INTEGER NOT NULL,
  PRIMARY KEY (person, conversation)
) WITHOUT ROWID;

CREATE TABLE message (
  id INTEGER PRIMARY KEY,            -- sent_at when first stored << 12 | counter: newest first is rowid order
  channel INTEGER NOT NULL,
  ext TEXT NOT NULL,
  conversation INTEGER NOT NULL,
  parent INTEGER NOT NULL DEFAULT 0, -- message, 0: none or not known yet
  author INTEGER NOT NULL DEFAULT 0, -- identity
  direction INTEGER NOT NULL,        -- EarDirection
  state INTEGER NOT NULL DEFAULT 0,  -- EarMessageState
  audience INTEGER NOT NULL DEFAULT 0,
  flags INTEGER NOT NULL DEFAULT 0,  -- EarMessageFlags
  liked INTEGER NOT NULL DEFAULT 0,
  read INTEGER NOT NULL DEFAULT 0,
  no_answer INTEGER NOT NULL DEFAULT 0, -- 1: by rule, as it was first seen; 2: by hand; 3: by hand, it does need one. Of ours, 2: by hand, it is no answer
  also_answers INTEGER NOT NULL DEFAULT 0, -- by hand: this outbound message answers that inbound one
  ended_by_us INTEGER NOT NULL DEFAULT 0, -- 1: hidden or trashed by us, whatever became of it then; 2: deleted by an action of ours
  was_spam INTEGER NOT NULL DEFAULT 0, -- spam, or emptied as spam
  removed INTEGER NOT NULL DEFAULT 0, -- notes and contacts people took back: shown and counted nowhere
  sent_at INTEGER NOT NULL,
  edited_at INTEGER,
  first_seen_at INTEGER NOT NULL,
  state_at INTEGER,                  -- when its state was first known to have changed
  parent_ext TEXT,
  url TEXT, subject TEXT, language TEXT, mentions TEXT,
  body TEXT NOT NULL,                -- plain text
  UNIQUE (channel, ext)
);
CREATE INDEX message_conversation ON message (conversation);
CREATE INDEX message_no_answer_of_ours ON message (conversation) WHERE direction = 1 AND no_answer = 2;
-- EAR_MESSAGE_CHANGE: what people said was changed because of what they heard.
CREATE INDEX message_change ON message (sent_at) WHERE direction = 2 AND flags & 8;
CREATE INDEX message_orphan ON message (channel, parent_ext) WHERE parent = 0 AND parent_ext IS NOT NULL;
CREATE TABLE message_html (message INTEGER PRIMARY KEY, html TEXT NOT NULL);
CREATE TABLE attachment (
  message INTEGER NOT NULL,
  position INTEGER NOT NULL,
  url TEXT, preview_url TEXT, media_type TEXT, description TEXT,
  width INTEGER NOT NULL DEFAULT 0,
  height INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (message, position)
) WITHOUT ROWID;

-- ---- enquiries ----

-- Derived. One row per question waiting for us; clustered for the report. With conversation 0: what is kept of one that was deleted, its
-- person a number below 0 that stands for nobody.
CREATE TABLE enquiry (
  channel INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  first_message INTEGER NOT NULL,
  last_message INTEGER NOT NULL,
  conversation INTEGER NOT NULL,
  person INTEGER NOT NULL,
  answered_at INTEGER,
  closed_at INTEGER,
  kind INTEGER NOT NULL,             -- the five below as one number, which the report reads faster
  answer INTEGER NOT NULL DEFAULT 0,
  outcome INTEGER AS (kind & 3),     -- EarEnquiryOutcome
  exclusion INTEGER AS (kind >> 2 & 3), -- EarEnquiryExclusion
  follow_up INTEGER AS (kind >> 4 & 1),
  on_the_spot INTEGER AS (kind >> 5 & 1),
  type INTEGER AS ((kind >> 6 & 7) - 1), -- EarConversationType, kept when the conversation is not; -1: not known
  PRIMARY KEY (channel, opened_at, first_message)
) WITHOUT ROWID;
CREATE INDEX enquiry_conversation ON enquiry (conversation);
-- What people decided; not derived. One key closes the questions of several people: a row for each.
CREATE TABLE enquiry_event (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,                 -- UUID
  conversation INTEGER NOT NULL,
  person INTEGER NOT NULL DEFAULT 0, -- 0: all of the conversation
  at INTEGER NOT NULL,
  type INTEGER NOT NULL,             -- EarEnquiryEventType
  UNIQUE (key, person)
);
CREATE INDEX enquiry_event_conversation ON enquiry_event (conversation);

-- ---- what goes out ----

-- Drafts are its first state. Its transitions are committed with synchronous=FULL.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,          -- UUID: the idempotency key
  channel INTEGER NOT NULL,
  conversation INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL,               -- ear_outbox_state_to_string()
  verb TEXT NOT NULL,                -- ear_verb_to_string()
  not_before INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  first_sent_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  looked_at INTEGER,
  looks INTEGER NOT NULL DEFAULT 0,
  audience INTEGER NOT NULL DEFAULT 0,
  conversation_ext TEXT, target_ext TEXT, post_ext TEXT,
  text TEXT, subject TEXT, prefix TEXT,
  problem TEXT,                      -- ear_problem_code_to_string()
  sentence TEXT,
  service_ext TEXT,                  -- what the service made
  message INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX outbox_due ON outbox (channel, not_before, id) WHERE state = 'queued';
CREATE INDEX outbox_conversation ON outbox (conversation, id, state);
CREATE INDEX outbox_unsettled ON outbox (state, channel) WHERE state NOT IN ('seen', 'cancelled');
CREATE INDEX outbox_message ON outbox (message) WHERE message > 0;

-- ---- what people did ----

CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,          -- UUID
  member TEXT NOT NULL,              -- member's key
  device TEXT NOT NULL,
  at INTEGER NOT NULL,
  verb TEXT NOT NULL,
  version INTEGER NOT NULL,          -- of before and after
  entity_type TEXT NOT NULL,
  entity_key TEXT NOT NULL,          -- portable
  before TEXT, after TEXT,           -- JSON of the changed fields
  why TEXT,                          -- the person's words for it
  undoes TEXT                        -- another event's key
);
CREATE INDEX event_entity ON event (entity_type, entity_key, id);
CREATE INDEX event_undoes ON event (undoes) WHERE undoes IS NOT NULL;
-- Words people typed here and changed later: events name a version, never its text.
CREATE TABLE text_version (
  key TEXT PRIMARY KEY,
  place TEXT NOT NULL,               -- whose words: the key of a conversation or person
  text TEXT NOT NULL
) WITHOUT ROWID;

-- ---- search ----

-- meta: the channel, the direction, and both as one word: much shorter lists to intersect.
CREATE VIEW message_words AS
  SELECT id, body, 'ch' || channel || ' d' || direction || ' ch' || channel || 'd' || direction AS meta FROM message;
CREATE VIRTUAL TABLE message_fts USING fts5 (
  body, meta, content = 'message_words', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
-- Messages that are not in message_fts yet.
CREATE TABLE fts_pending (message INTEGER PRIMARY KEY);
-- Words of people's names and handles, folded. Old ones stay: whoever looks compares with the names as they are now.
CREATE TABLE person_word (word TEXT NOT NULL, person INTEGER NOT NULL, PRIMARY KEY (word, person)) WITHOUT ROWID;
INSERT INTO message_fts (message_fts, rank) VALUES ('hashsize', 8388608);
