-- What only some messages have: an answer's reference, and what changed after the message was posted. NULL: nothing.
ALTER TABLE message_rows
  ADD COLUMN reply_to bigint,                      -- seq of the message that this one answers
  ADD COLUMN rev bigint,                           -- the number of its latest change in the room: 1, 2, 3, …
  ADD COLUMN edited_at bigint,
  ADD COLUMN deleted_at bigint,
  ADD COLUMN first_reactions text,                 -- of the room's first user: a JSON array in their order
  ADD COLUMN second_reactions text;

CREATE UNIQUE INDEX message_rows_by_rev ON message_rows (room_no, rev) WHERE rev IS NOT NULL;

-- Changes that were made with an id of the client.
CREATE TABLE operations (
  room_no      bigint NOT NULL,                    -- room_rows.no
  by_second    boolean NOT NULL,                   -- made by the second login of the room, or by the first
  operation_id text COLLATE "C" NOT NULL,
  seq          bigint NOT NULL,                    -- of the message
  rev          bigint NOT NULL,                    -- of the change
  time         bigint NOT NULL,
  PRIMARY KEY (room_no, by_second, operation_id)
);

-- Who blocks whom. The room of the two need not have been opened.
CREATE TABLE blocks (
  id           uuid NOT NULL,                      -- the number of their room
  by_second    boolean NOT NULL,                   -- the second user blocks the first, or the first the second
  first_login  text NOT NULL,
  second_login text NOT NULL,
  blocker_key  text COLLATE "C" NOT NULL,          -- users.login_key of who blocks
  PRIMARY KEY (id, by_second)
);

CREATE INDEX blocks_by_blocker ON blocks (blocker_key);

-- Where the latest event of a room is in the journal of a partition: the number of its batch times 2^20, and its place in there. Partition -1 has the
-- rooms in which nothing has happened since this script, or since they were copied here, by when they were active. happened_at is the time of the
-- event. A bucket has 65,536 batches: the indices have it, because happened itself changes with each message.
ALTER TABLE room_rows
  ADD COLUMN rev bigint NOT NULL DEFAULT 0,              -- the number of its latest change
  ADD COLUMN first_delivered bigint NOT NULL DEFAULT 0,  -- the first user's clients have all up to this seq
  ADD COLUMN second_delivered bigint NOT NULL DEFAULT 0,
  ADD COLUMN happened bigint NOT NULL DEFAULT 0,
  ADD COLUMN happened_at bigint NOT NULL DEFAULT 0,
  ADD COLUMN happened_partition integer NOT NULL DEFAULT -1,
  ADD COLUMN happened_bucket bigint NOT NULL DEFAULT 0;

UPDATE room_rows AS r SET first_delivered = first_read, second_delivered = second_read, happened = o.n << 20, happened_at = active_at, happened_bucket = o.n >> 16
FROM (SELECT no, row_number() OVER (ORDER BY active_at, id) AS n FROM room_rows) AS o WHERE o.no = r.no;

CREATE INDEX room_rows_happened_first ON room_rows (first_key, happened_partition, happened_bucket);
CREATE INDEX room_rows_happened_second ON room_rows (second_key, happened_partition, happened_bucket);

-- How long the texts of a room are kept, and how far that was done. Most rooms have no row.
CREATE TABLE room_retention (
  room_no     bigint PRIMARY KEY,                  -- room_rows.no
  kept        bigint,                              -- milliseconds; 0: for ever, NULL: as the settings say
  expired_seq bigint NOT NULL                      -- all messages up to this seq are over
);

CREATE INDEX room_retention_own ON room_retention (room_no) WHERE kept IS NOT NULL;

-- Servers before this would leave rooms out of what happened.
INSERT INTO meta VALUES ('schema-least', '2') ON CONFLICT (key) DO UPDATE SET value = excluded.value;

CREATE OR REPLACE VIEW messages AS
SELECT m.id, r.first_key || ':' || r.second_key AS room, CASE WHEN m.by_second THEN r.second_login ELSE r.first_login END AS login, m.text AS message,
  to_char(to_timestamp(m.time / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS time,
  CASE WHEN m.seq <= CASE WHEN m.by_second THEN r.first_read ELSE r.second_read END THEN 1 ELSE 0 END AS isRead,
  m.seq, m.by_second::integer AS bySecond, m.client_id AS clientMessageId,
  m.reply_to AS replyTo, m.rev, m.edited_at AS editedAt, m.deleted_at AS deletedAt, m.first_reactions AS firstReactions, m.second_reactions AS secondReactions
FROM message_rows AS m JOIN room_rows AS r ON r.no = m.room_no;

CREATE OR REPLACE VIEW rooms AS
SELECT id::text AS id, first_key || ':' || second_key AS room, first_login, second_login, first_key, second_key,
  to_char(to_timestamp(opened_at / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS opened_at,
  active_at, last_seq, last_id, first_read, first_unread, second_read, second_unread, first_client_seq,
  rev, first_delivered, second_delivered, happened_partition, happened, happened_at
FROM room_rows;
