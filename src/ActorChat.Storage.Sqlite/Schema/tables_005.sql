-- Each user's rooms by the user's login, as registered: companion -> room number.
ALTER TABLE user_rooms RENAME TO user_rooms_by_number;

CREATE TABLE user_rooms (
  id    TEXT PRIMARY KEY,                 -- users.login
  rooms TEXT NOT NULL                     -- JSON
) STRICT;

-- In the order of its index, which a random one would make slow.
INSERT INTO user_rooms SELECT u.login, r.rooms FROM user_rooms_by_number AS r JOIN users AS u ON u.id = r.id ORDER BY u.login;

DROP TABLE user_rooms_by_number;

-- Who was online when that was last written down: after a crash it says who was last seen then.
ALTER TABLE users ADD COLUMN online INTEGER;      -- 1; NULL: not online

CREATE INDEX users_online ON users (online) WHERE online IS NOT NULL;
