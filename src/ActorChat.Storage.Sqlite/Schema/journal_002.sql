-- Nobody has ever written a snapshot (docs/decisions/0001).
DROP TABLE snapshot;
