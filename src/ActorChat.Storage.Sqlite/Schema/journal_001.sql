-- The tables of Akka.Persistence.Sql in its default mapping, without the indices that nobody here asks for.
CREATE TABLE journal (
  ordering        INTEGER PRIMARY KEY,
  deleted         INTEGER NOT NULL,
  persistence_id  TEXT NOT NULL,
  sequence_number INTEGER NOT NULL,
  created         INTEGER NOT NULL,
  message         BLOB NOT NULL,
  manifest        TEXT,
  identifier      INTEGER,
  writer_uuid     TEXT,
  tags            TEXT,
  UNIQUE (persistence_id, sequence_number)
);

CREATE TABLE snapshot (
  persistence_id  TEXT NOT NULL,
  sequence_number INTEGER NOT NULL,
  created         INTEGER NOT NULL,
  snapshot        BLOB,
  manifest        TEXT,
  serializer_id   INTEGER,
  PRIMARY KEY (persistence_id, sequence_number)
);
