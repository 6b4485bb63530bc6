-- Whom an operator has erased: the row stays, so that nobody else can take the login over, and has nothing but the login.
ALTER TABLE users ADD COLUMN erase_begun INTEGER; -- UTC milliseconds since 1970; NULL: not erased
ALTER TABLE users ADD COLUMN erase_done INTEGER;  -- the same; NULL with erase_begun: gone on with at the next start

CREATE INDEX users_to_erase ON users (erase_begun) WHERE erase_begun IS NOT NULL AND erase_done IS NULL;
