// SPDX-License-Identifier: GPL-3.0-or-later
// Meta's own SDK as a client of the practice town: a day's work at a Page.
//
// usage: EARSHOT_NPM=folder-with-node_modules node facebook.cjs '{"base", "page", "page_token", "user_token", "question", "person"}'
// Prints one line of JSON: what the SDK's own objects then hold.

const path = require('node:path')
const sdk = require(path.join(process.env.EARSHOT_NPM, 'node_modules', 'facebook-nodejs-business-sdk'))
const { FacebookAdsApi, Page, PagePost, Comment, UnifiedThread, User } = sdk

const { base, page: pageId, page_token: pageToken, user_token: userToken, question, person } = JSON.parse(process.argv[2])
// The only thing that is not as in Meta's examples: where the graph is.
Object.defineProperty(FacebookAdsApi, 'GRAPH', { get: () => base })

// To the end, by the SDK's own paging.
async function all(cursor) {
  const objects = [...cursor]
  let pages = 1
  while (cursor.hasNext()) {
    cursor = await cursor.next()
    objects.push(...cursor)
    pages++
  }
  return { objects, pages, summary: cursor.summary }
}

async function failure(promise) {
  try {
    await promise
  } catch (error) {
    // Its exception takes the error's members apart.
    return { name: error.name, status: error.status, code: error.response?.code, subcode: error.response?.error_subcode }
  }
  return null
}

async function main() {
  const seen = {}

  const asUser = new FacebookAdsApi(userToken, 'en_US', false)
  const accounts = await new User('me', {}, undefined, asUser).getAccounts(['id', 'name', 'access_token', 'tasks'])
  seen.accounts = accounts.map(account => account._data)
  const derived = new FacebookAdsApi(accounts[0].access_token, 'en_US', false)
  seen.page = (await new Page(pageId, {}, undefined, derived).get([
    Page.Fields.id, Page.Fields.name, Page.Fields.username, Page.Fields.link, Page.Fields.phone, Page.Fields.hours, Page.Fields.website,
    Page.Fields.fan_count, Page.Fields.overall_star_rating]))._data

  const api = FacebookAdsApi.init(pageToken, 'en_US', false)
  const page = new Page(pageId, {}, undefined, api)
  const posts = await all(await page.getPublishedPosts([PagePost.Fields.id, PagePost.Fields.message, PagePost.Fields.created_time,
    PagePost.Fields.permalink_url], { limit: 5 }))
  seen.posts = posts.objects.map(post => post.id)
  seen.post_pages = posts.pages

  const post = new PagePost(seen.posts[0], {}, undefined, api)
  const comments = await all(await post.getComments([Comment.Fields.id, Comment.Fields.message, Comment.Fields.from, Comment.Fields.parent],
    { filter: 'stream', order: 'reverse_chronological', limit: 4, summary: true }))
  seen.comments = comments.objects.map(comment => comment._data)
  seen.comment_pages = comments.pages
  seen.summary = comments.summary
  seen.level_one = (await all(await post.getComments([Comment.Fields.id], { limit: 3 }))).objects.length

  const published = await page.createFeed([], { message: 'Plum cake, written by an SDK.' })
  seen.published = published.id
  seen.attachments = (await post.getAttachments(['type'])).length

  const answer = await new Comment(question, {}, undefined, api).createComment([], { message: 'Yes, till ten. 🙂' })
  // A copy: the SDK's object goes on to change.
  seen.answer = { ...(await answer.get([Comment.Fields.id, Comment.Fields.message, Comment.Fields.parent, Comment.Fields.from,
    Comment.Fields.can_hide, Comment.Fields.created_time]))._data }
  await answer.update([], { message: 'Yes, till eleven.' })
  seen.after_edit = (await answer.get([Comment.Fields.message]))._data
  const asked = new Comment(question, {}, undefined, api)
  await asked.update([], { is_hidden: true })
  await asked.createLike([], {})
  seen.moderated = { ...(await asked.get([Comment.Fields.is_hidden, Comment.Fields.user_likes, Comment.Fields.like_count,
    Comment.Fields.comment_count]))._data }
  await asked.deleteLikes()
  await asked.update([], { is_hidden: false })
  seen.unmoderated = (await asked.get([Comment.Fields.is_hidden, Comment.Fields.user_likes]))._data
  await answer.delete([])
  seen.deleted = await failure(answer.get([Comment.Fields.id]))

  seen.ratings = (await all(await page.getRatings(['created_time', 'has_review', 'rating', 'recommendation_type', 'review_text', 'reviewer',
    'open_graph_story']))).objects.map(rating => rating._data)
  seen.tagged = (await all(await page.getTagged(['id', 'message', 'from']))).objects.length
  seen.visits = (await all(await page.getVisitorPosts(['id', 'message']))).objects.length

  const threads = await all(await page.getConversations([UnifiedThread.Fields.id, UnifiedThread.Fields.snippet, UnifiedThread.Fields.updated_time,
    UnifiedThread.Fields.participants, UnifiedThread.Fields.can_reply], { platform: 'messenger', limit: 2 }))
  seen.threads = threads.objects.map(thread => thread._data)
  seen.messages = (await all(await new UnifiedThread(threads.objects[0].id, {}, undefined, api).getMessages(
    ['id', 'message', 'from', 'created_time'], { limit: 3 }))).objects.map(message => message._data)
  seen.sent = (await page.createMessage([], { recipient: { id: person }, messaging_type: 'RESPONSE', message: { text: 'A table is free.' } }))._data

  await page.createBlocked([], { psid: [person] })
  seen.blocked = (await page.getBlocked(['id', 'name'])).map(profile => profile._data)
  await page.deleteBlocked({ psid: person })
  seen.unblocked = (await page.getBlocked(['id'])).length

  seen.batch = await api.call('POST', [''], { batch: [{ method: 'GET', relative_url: `${question}?fields=message` }] })
  seen.many = await api.call('GET', [''], { ids: seen.posts.slice(0, 2).join(','), fields: 'id,comments.limit(2).summary(true){id,from}' })
  seen.as_user = (await new PagePost(seen.posts[0], {}, undefined, asUser).getComments(['id'])).length
  seen.as_user_writing = await failure(new PagePost(seen.posts[0], {}, undefined, asUser).createComment([], { message: 'x' }))
  seen.unknown_field = await failure(page.get(['colour']))
  seen.no_token = await failure(new Page(pageId, {}, undefined, new FacebookAdsApi('EAAwrong', 'en_US', false)).get(['id']))
  console.log(JSON.stringify(seen))
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
