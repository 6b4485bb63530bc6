-- Takes the place of trimmed rows in the file for a moment, so that nothing of their texts is left (docs/decisions/0029).
CREATE TABLE zeroes (bytes BLOB NOT NULL);
