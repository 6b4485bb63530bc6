-- What only some messages have: an answer's reference, and what changed after the message was posted. NULL: nothing. Times are UTC milliseconds since 1970.
ALTER TABLE messages ADD COLUMN replyTo INTEGER;         -- seq of the message that this one answers
ALTER TABLE messages ADD COLUMN rev INTEGER;             -- the number of its latest change in the room: 1, 2, 3, …
ALTER TABLE messages ADD COLUMN editedAt INTEGER;
ALTER TABLE messages ADD COLUMN deletedAt INTEGER;
ALTER TABLE messages ADD COLUMN firstReactions TEXT;     -- of the room's first user: a JSON array in their order
ALTER TABLE messages ADD COLUMN secondReactions TEXT;

CREATE UNIQUE INDEX messages_by_rev ON messages (room, rev) WHERE rev IS NOT NULL;

-- Changes that were made with an id of the client.
CREATE TABLE operations (
  room        TEXT NOT NULL,              -- rooms.room
  bySecond    INTEGER NOT NULL,           -- 1: made by the second login of the room's token, 0: by the first
  operationId TEXT NOT NULL,
  seq         INTEGER NOT NULL,           -- of the message
  rev         INTEGER NOT NULL,           -- of the change
  time        INTEGER NOT NULL,
  PRIMARY KEY (room, bySecond, operationId)
) STRICT, WITHOUT ROWID;

-- Who blocks whom. The room of the two need not have been opened.
CREATE TABLE blocks (
  id           TEXT NOT NULL,             -- the number of their room
  bySecond     INTEGER NOT NULL,          -- 1: the second user blocks the first, 0: the first the second
  first_login  TEXT NOT NULL,
  second_login TEXT NOT NULL,
  blocker_key  TEXT NOT NULL,             -- users.login_key of who blocks
  PRIMARY KEY (id, bySecond)
) STRICT, WITHOUT ROWID;

CREATE INDEX blocks_by_blocker ON blocks (blocker_key);

ALTER TABLE rooms ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;              -- the number of its latest change
ALTER TABLE rooms ADD COLUMN first_delivered INTEGER NOT NULL DEFAULT 0;  -- the first user's clients have all up to this seq
ALTER TABLE rooms ADD COLUMN second_delivered INTEGER NOT NULL DEFAULT 0;

-- Where the latest event of the room is in the journal of a partition: the number of its batch times 2^20, and its place in there. Partition -1 has
-- the rooms in which nothing has happened since this script, or since they were copied here, by when they were active. happened_at is the time of
-- the event. A bucket has 65,536 batches: the indices have it, because happened itself changes with each message.
ALTER TABLE rooms ADD COLUMN happened_partition INTEGER NOT NULL DEFAULT -1;
ALTER TABLE rooms ADD COLUMN happened INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN happened_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN happened_bucket INTEGER NOT NULL DEFAULT 0;

UPDATE rooms SET first_delivered = first_read, second_delivered = second_read, happened = o.n << 20, happened_at = active_at, happened_bucket = o.n >> 16
FROM (SELECT id, row_number() OVER (ORDER BY active_at, id) AS n FROM rooms) AS o WHERE o.id = rooms.id;

CREATE INDEX rooms_happened_first ON rooms (first_key, happened_partition, happened_bucket);
CREATE INDEX rooms_happened_second ON rooms (second_key, happened_partition, happened_bucket);

-- How long the texts of a room are kept, and how far that was done. Most rooms have no row.
CREATE TABLE room_retention (
  id          TEXT PRIMARY KEY,           -- rooms.id
  kept        INTEGER,                    -- milliseconds; 0: for ever, NULL: as the settings say
  expired_seq INTEGER NOT NULL            -- all messages up to this seq are over
) STRICT, WITHOUT ROWID;

CREATE INDEX room_retention_own ON room_retention (id) WHERE kept IS NOT NULL;

-- Messages whose text was replaced, around which the file is not cleared yet of the former one (docs/decisions/0029).
CREATE TABLE former_texts (
  id INTEGER PRIMARY KEY                  -- messages.id
) STRICT;
