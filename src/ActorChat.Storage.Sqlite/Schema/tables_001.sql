-- Who is registered. A login is unique whatever its case: login_key is the login with its case folded away.
CREATE TABLE users (
  id         INTEGER PRIMARY KEY,
  login      TEXT NOT NULL,               -- in the spelling it was registered with
  password   TEXT NOT NULL,               -- Argon2id, as a PHC string
  login_key  TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  last_seen  INTEGER                      -- UTC milliseconds since 1970
) STRICT;

-- Who is logged in. The token itself is nowhere: its SHA-256 in hex names it.
CREATE TABLE user_token (
  token      TEXT PRIMARY KEY,
  user       TEXT NOT NULL,               -- users.login
  login_key  TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at INTEGER NOT NULL,            -- UTC milliseconds since 1970, as is last_used
  last_used  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX user_token_by_user ON user_token (login_key);
CREATE INDEX user_token_by_end ON user_token (expires_at);
CREATE INDEX user_token_by_use ON user_token (last_used);

-- Every message, in the order of its id. room is the token of the room; whether isRead follows from its recipient's marker.
CREATE TABLE messages (
  id              INTEGER PRIMARY KEY,
  room            TEXT NOT NULL,          -- rooms.room
  login           TEXT NOT NULL,          -- who wrote it
  message         TEXT NOT NULL,
  time            TEXT NOT NULL,          -- 2026-11-22T15:56:00.123Z
  isRead          INTEGER NOT NULL,
  seq             INTEGER NOT NULL,       -- its number in the room: 1, 2, 3, …
  bySecond        INTEGER NOT NULL,       -- 1: by the second login of the room's token, 0: by the first
  clientMessageId TEXT,
  clientKey       INTEGER                 -- room and clientMessageId as one number: a quarter of the size of an index on both
) STRICT;

CREATE UNIQUE INDEX messages_by_room ON messages (room, seq);
CREATE INDEX messages_by_client_id ON messages (clientKey) WHERE clientKey IS NOT NULL;

-- Every dialog. id is its number, room its token. A user's rooms are found from both sides, the latest active first.
CREATE TABLE rooms (
  id               TEXT PRIMARY KEY,
  room             TEXT NOT NULL,
  first_login      TEXT NOT NULL,
  second_login     TEXT NOT NULL,
  first_key        TEXT NOT NULL,
  second_key       TEXT NOT NULL,
  opened_at        TEXT NOT NULL,
  active_at        INTEGER NOT NULL,      -- UTC milliseconds since 1970
  last_seq         INTEGER NOT NULL,
  last_id          INTEGER NOT NULL,      -- messages.id of the latest message, 0 for none
  first_read       INTEGER NOT NULL,      -- the first user has read all up to this seq …
  first_unread     INTEGER NOT NULL,      -- … and so many of the second user's messages lie above it
  second_read      INTEGER NOT NULL,
  second_unread    INTEGER NOT NULL,
  first_client_seq INTEGER                -- seq of the first message that has a clientMessageId
) STRICT, WITHOUT ROWID;

CREATE INDEX rooms_by_first ON rooms (first_key, active_at);
CREATE INDEX rooms_by_second ON rooms (second_key, active_at);

-- Each user's rooms: companion -> room number.
CREATE TABLE user_rooms (
  id    INTEGER PRIMARY KEY,              -- users.id
  rooms TEXT NOT NULL                     -- JSON
) STRICT;

-- How far the tables have come in the journal of each partition.
CREATE TABLE projection_offset (
  partition   INTEGER PRIMARY KEY,
  sequence_nr INTEGER NOT NULL,
  synced      INTEGER NOT NULL DEFAULT 0  -- counts up each time the tables are synchronised to disk for it
) STRICT;
