// SPDX-License-Identifier: GPL-3.0-or-later
// Meta's own SDK as a client of the practice town: a day's work at an Instagram account, by the route with its own sign-in.
//
// usage: EARSHOT_NPM=folder-with-node_modules node instagram.cjs '{"base", "token", "question", "person"}'
// Prints one line of JSON: what the SDK's own objects then hold.

const path = require('node:path')
const sdk = require(path.join(process.env.EARSHOT_NPM, 'node_modules', 'facebook-nodejs-business-sdk'))
const { FacebookAdsApi, IGUserForIGOnlyAPI, IGMediaForIGOnlyAPI, IGComment, UnifiedThread } = sdk

const { base, token, question, person } = JSON.parse(process.argv[2])
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
  return { objects, pages }
}

async function failure(promise) {
  try {
    await promise
  } catch (error) {
    return { code: error.response?.code, subcode: error.response?.error_subcode }
  }
  return null
}

async function main() {
  const seen = {}
  const api = FacebookAdsApi.init(token, 'en_US', false)
  // What is made by an object takes its place in it: each call gets a new one.
  const me = () => new IGUserForIGOnlyAPI('me', {}, undefined, api)
  const asked = () => new IGComment(question, {}, undefined, api)
  const F = IGUserForIGOnlyAPI.Fields, M = IGMediaForIGOnlyAPI.Fields, C = IGComment.Fields

  // Every field its own list knows.
  seen.account = { ...(await me().get(Object.values(F)))._data }
  const media = await all(await me().getMedia(Object.values(M), { limit: 6 }))
  seen.media = media.objects.map(one => one._data)
  seen.media_pages = media.pages
  seen.tags = (await all(await me().getTags([M.id, M.caption, M.username]))).objects.map(one => one._data)
  seen.stories = (await me().getStories([M.id])).length

  const post = () => new IGMediaForIGOnlyAPI(seen.media[0].id, {}, undefined, api)
  const comments = await all(await post().getComments([C.id, C.text, C.from, C.hidden, C.timestamp, C.username, 'replies{id,text,parent_id}'], { limit: 4 }))
  seen.comments = comments.objects.map(one => one._data)
  seen.comment_pages = comments.pages
  seen.commented = (await post().createComment([], { message: 'Written by an SDK.' })).id
  seen.figures = (await post().getInsights([], { metric: 'reach,likes' })).map(one => one._data.name)

  const answer = await asked().createReply([], { message: 'Yes, till ten. 🙂' })
  seen.answer = { ...(await answer.get([C.id, C.text, C.parent_id, C.from, C.username]))._data }
  seen.replies = (await all(await asked().getReplies([C.id]))).objects.map(one => one.id)
  await asked().update([], { hide: true })
  seen.hidden = { ...(await asked().get([C.hidden]))._data }
  seen.to_hidden = await failure(asked().createReply([], { message: 'x' }))
  await asked().update([], { hide: false })
  seen.shown = { ...(await asked().get([C.hidden]))._data }
  await answer.delete([])
  seen.deleted = await failure(answer.get([C.id]))

  const threads = await all(await me().getConversations([UnifiedThread.Fields.id, UnifiedThread.Fields.updated_time, UnifiedThread.Fields.participants],
    { platform: 'instagram', limit: 2 }))
  seen.threads = threads.objects.map(one => one._data)
  seen.messages = (await all(await new UnifiedThread(threads.objects[0].id, {}, undefined, api).getMessages(['id', 'message', 'from'], { limit: 3 })))
    .objects.map(one => one._data)
  seen.sent = (await me().createMessage([], { recipient: { id: person }, messaging_type: 'RESPONSE', message: { text: 'A table is free.' } }))._data

  const container = await me().createMedia([], { image_url: 'https://aurora.example/a.jpg', caption: 'Plum cake, by an SDK.' })
  seen.published = (await me().createMediaPublish([], { creation_id: container.id })).id
  seen.limit = (await me().getContentPublishingLimit(['quota_usage', 'config'])).map(one => one._data)
  seen.unknown_field = await failure(me().get(['colour']))
  seen.no_token = await failure(new IGUserForIGOnlyAPI('me', {}, undefined, new FacebookAdsApi('IGAAwrong', 'en_US', false)).get([F.id]))
  console.log(JSON.stringify(seen))
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
