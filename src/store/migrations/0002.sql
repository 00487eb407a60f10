-- Version 2: conversations are snoozed, assigned, tagged, marked as important, muted. None of it touches a question's clock.

ALTER TABLE conversation ADD COLUMN snoozed_until INTEGER NOT NULL DEFAULT 0; -- by hand; EAR_NEVER: until they write
ALTER TABLE conversation ADD COLUMN snooze_after INTEGER NOT NULL DEFAULT 0;  -- the newest inbound message then: what comes after it wakes
ALTER TABLE conversation ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;      -- EarPriority
ALTER TABLE conversation ADD COLUMN assignee INTEGER NOT NULL DEFAULT 0;      -- member
ALTER TABLE conversation ADD COLUMN wakes_at INTEGER NOT NULL DEFAULT 0;      -- derived: asleep until then; up to now: awake; EAR_NEVER: no time wakes it
ALTER TABLE tag ADD COLUMN colour TEXT NOT NULL DEFAULT '';
ALTER TABLE tag ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE member ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation_tag ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0;   -- derived: its conversation's
CREATE INDEX conversation_tag_newest ON conversation_tag (tag, last_at, conversation);

-- What lists test besides stands in the index they walk.
DROP INDEX conversation_due;
DROP INDEX conversation_standing;
DROP INDEX conversation_unread;
CREATE INDEX conversation_due ON conversation (due_at, id, channel, type, heard_at, wakes_at, assignee) WHERE standing = 0;
CREATE INDEX conversation_standing ON conversation (standing, last_at, id, channel, wakes_at, assignee, type);
CREATE INDEX conversation_unread ON conversation (last_at, id, channel, standing, wakes_at) WHERE unread > 0;
CREATE INDEX conversation_longest ON conversation (waiting_since, id, channel, type, wakes_at, assignee) WHERE standing = 0;
CREATE INDEX conversation_assigned ON conversation (assignee, due_at, id, channel, wakes_at, waiting_since, last_at) WHERE standing = 0 AND assignee > 0;
CREATE INDEX conversation_asleep ON conversation (wakes_at, id, channel, standing, unread, type, assignee, last_at) WHERE wakes_at > 0;
CREATE INDEX conversation_thread ON conversation (last_at, id, channel, standing) WHERE type = 1;
