-- Whom an operator has blocked: no login until the block is lifted.
ALTER TABLE users ADD COLUMN blocked_at INTEGER;  -- UTC milliseconds since 1970; NULL: not blocked
