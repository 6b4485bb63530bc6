-- What a login looks like (UTS 39's skeleton) as it is spelt, in lower case and in upper case; the latter two only where they differ. A new
-- login that looks like one of these is refused. The server fills them in, by the tables of Unicode that meta names; of users who look alike
-- and were there before, only the first has the skeleton.
ALTER TABLE users ADD COLUMN skeleton TEXT;
ALTER TABLE users ADD COLUMN lower_skeleton TEXT;
ALTER TABLE users ADD COLUMN upper_skeleton TEXT;

CREATE UNIQUE INDEX users_by_skeleton ON users (skeleton) WHERE skeleton IS NOT NULL;
CREATE INDEX users_by_lower_skeleton ON users (lower_skeleton) WHERE lower_skeleton IS NOT NULL;
CREATE INDEX users_by_upper_skeleton ON users (upper_skeleton) WHERE upper_skeleton IS NOT NULL;
