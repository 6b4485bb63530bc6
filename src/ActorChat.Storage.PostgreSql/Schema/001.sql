-- Who is registered. A login is unique whatever its case: login_key is the login with its case folded away.
CREATE TABLE users (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  login          text NOT NULL,                    -- in the spelling it was registered with
  password       text NOT NULL,                    -- Argon2id, as a PHC string
  login_key      text COLLATE "C" NOT NULL UNIQUE, -- compared by code points
  created_at     text NOT NULL,
  last_seen      bigint,                           -- UTC milliseconds since 1970, as are all numbers that are times
  blocked_at     bigint,                           -- NULL: not blocked
  erase_begun    bigint,                           -- NULL: not erased. The row of an erased user stays, so that nobody else can take the login over
  erase_done     bigint,                           -- NULL with erase_begun: gone on with at the next start
  -- What the login looks like (UTS 39's skeleton) as it is spelt, in lower case and in upper case; the latter two only where they differ.
  skeleton       text COLLATE "C",
  lower_skeleton text COLLATE "C",
  upper_skeleton text COLLATE "C"
) WITH (fillfactor = 90);

CREATE UNIQUE INDEX users_by_skeleton ON users (skeleton) WHERE skeleton IS NOT NULL;
CREATE INDEX users_by_lower_skeleton ON users (lower_skeleton) WHERE lower_skeleton IS NOT NULL;
CREATE INDEX users_by_upper_skeleton ON users (upper_skeleton) WHERE upper_skeleton IS NOT NULL;
CREATE INDEX users_to_erase ON users (erase_begun) WHERE erase_begun IS NOT NULL AND erase_done IS NULL;

-- Who was online when that was last written down: after a crash it says who was last seen then.
-- On one process or several.
CREATE TABLE online_users (user_id bigint, process bigint, PRIMARY KEY (user_id, process));
CREATE INDEX online_users_process ON online_users (process);
-- When each process was last alive: in the server's time, which is the last_seen of its users, and by the clock of the database.
CREATE TABLE online_processes (process bigint PRIMARY KEY, alive_at bigint NOT NULL, renewed_at timestamptz NOT NULL) WITH (fillfactor = 50);

-- Who is logged in. The token itself is nowhere: its SHA-256 in hex names it.
CREATE TABLE user_token (
  token      text COLLATE "C" PRIMARY KEY,
  "user"     text NOT NULL,                        -- users.login
  login_key  text COLLATE "C" NOT NULL,
  created_at text NOT NULL,
  expires_at bigint NOT NULL,
  last_used  bigint NOT NULL
);

CREATE INDEX user_token_by_user ON user_token (login_key);
CREATE INDEX user_token_by_end ON user_token (expires_at);
CREATE INDEX user_token_by_use ON user_token (last_used);

-- Every dialog. no is its number in here, which makes messages small; id is its number for everybody. No index has a column that changes with
-- a message: then PostgreSQL writes only the row anew. active_day, the day of active_at, is in the two indices by which a user's rooms are
-- found, the latest active first.
CREATE TABLE room_rows (
  no               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id               uuid NOT NULL UNIQUE,
  opened_at        bigint NOT NULL,
  active_at        bigint NOT NULL,
  last_seq         bigint NOT NULL,
  last_id          bigint NOT NULL,                -- id of the latest message, 0 for none
  first_read       bigint NOT NULL,                -- the first user has read all up to this seq …
  first_unread     bigint NOT NULL,                -- … and so many of the second user's messages lie above it
  second_read      bigint NOT NULL,
  second_unread    bigint NOT NULL,
  first_client_seq bigint,                         -- seq of the first message that has a client's id
  active_day       integer NOT NULL,
  first_login      text NOT NULL,
  second_login     text NOT NULL,
  first_key        text COLLATE "C" NOT NULL,
  second_key       text COLLATE "C" NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX room_rows_by_first ON room_rows (first_key, active_day);
CREATE INDEX room_rows_by_second ON room_rows (second_key, active_day);

-- Every message. Its only index for all messages grows at the end of each room. Whether it is read follows from its recipient's marker.
CREATE TABLE message_rows (
  id         bigint NOT NULL,
  room_no    bigint NOT NULL,                      -- room_rows.no
  seq        bigint NOT NULL,                      -- its number in the room: 1, 2, 3, …
  time       bigint NOT NULL,
  client_key integer,                              -- a hash of client_id
  by_second  boolean NOT NULL,                     -- by the second login of the room, or by the first
  client_id  text,
  text       text NOT NULL,
  PRIMARY KEY (room_no, seq)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05);

-- A client's id is looked up rarely. The beginning of a room is read through instead, so that most rooms have nothing in here.
CREATE INDEX message_rows_by_client_id ON message_rows (room_no, client_key) WHERE client_key IS NOT NULL AND seq > 256;

-- How far the tables have come in the journal of each partition.
CREATE TABLE projection_offset (
  partition   integer PRIMARY KEY,
  sequence_nr bigint NOT NULL
) WITH (fillfactor = 50);

-- Who may answer for a partition, and until when by this server's clock.
CREATE TABLE partition_leases (
  partition integer PRIMARY KEY,
  epoch     bigint NOT NULL,                       -- of the latest opening; 0 for none
  follows   bigint,                                -- the opening before it, if that was released in order
  holder    uuid,                                  -- the process; NULL: free
  node      text,                                  -- its name
  ends_at   timestamptz,
  in_order  boolean NOT NULL                       -- released, and everything committed was published to every node
) WITH (fillfactor = 50);

-- The journal of Akka.Persistence.Sql in its default mapping, without the indices that nobody here asks for.
CREATE TABLE journal (
  ordering        bigint GENERATED ALWAYS AS IDENTITY,
  deleted         boolean NOT NULL,
  persistence_id  text COLLATE "C" NOT NULL,
  sequence_number bigint NOT NULL,
  created         bigint NOT NULL,
  message         bytea NOT NULL,
  manifest        text,
  identifier      integer,
  writer_uuid     text,
  tags            text,
  UNIQUE (persistence_id, sequence_number)
) WITH (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_insert_threshold = -1,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 20000
);

-- The batches are protobuf, small, and gone after the next trim: compressing them costs more than it brings.
ALTER TABLE journal ALTER COLUMN message SET STORAGE EXTERNAL;

-- For readers: the tables of the contract, whatever the rows look like.
CREATE VIEW messages AS
SELECT m.id, r.first_key || ':' || r.second_key AS room, CASE WHEN m.by_second THEN r.second_login ELSE r.first_login END AS login, m.text AS message,
  to_char(to_timestamp(m.time / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS time,
  CASE WHEN m.seq <= CASE WHEN m.by_second THEN r.first_read ELSE r.second_read END THEN 1 ELSE 0 END AS isRead,
  m.seq, m.by_second::integer AS bySecond, m.client_id AS clientMessageId
FROM message_rows AS m JOIN room_rows AS r ON r.no = m.room_no;

CREATE VIEW rooms AS
SELECT id::text AS id, first_key || ':' || second_key AS room, first_login, second_login, first_key, second_key,
  to_char(to_timestamp(opened_at / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS opened_at,
  active_at, last_seq, last_id, first_read, first_unread, second_read, second_unread, first_client_seq
FROM room_rows;

CREATE VIEW user_rooms AS
SELECT u.login AS id, (
    SELECT jsonb_object_agg(o.companion, o.id)
    FROM (SELECT second_login AS companion, id FROM room_rows WHERE first_key = u.login_key
      UNION ALL SELECT first_login, id FROM room_rows WHERE second_key = u.login_key) AS o
  ) AS rooms
FROM users AS u
WHERE u.erase_begun IS NULL AND (EXISTS (SELECT 1 FROM room_rows WHERE first_key = u.login_key) OR EXISTS (SELECT 1 FROM room_rows WHERE second_key = u.login_key));
