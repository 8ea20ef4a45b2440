PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta(name text primary key, value text not null) strict, without rowid;
INSERT INTO meta VALUES('simulation','0');
CREATE TABLE head(
  only integer primary key check(only = 0),
  size integer not null,
  peaks blob not null,
  indexed_events integer not null,
  indexed_proposals integer not null, seal blob) strict;
INSERT INTO head VALUES(0,3,X'b678216b93c1cc6e7f24d5b56c15d8d858595a88678c348e141113c1ecc36e2863e28cb26a68c9f599461f84bc829ad49e873d24c59bdb64b6ef1db1406cddba',0,0,X'8181f817da0ae6588eb5bddd4bfe939dd51e9a5f98155a16c36e9aa395aa4c81');
CREATE TABLE dossier(key integer primary key, name text not null unique) strict;
INSERT INTO dossier VALUES(0,'register:010780054');
INSERT INTO dossier VALUES(1,'hospiconnect:010780054');
CREATE TABLE actor(
  key integer primary key,
  id text not null,
  role text not null,
  organisation text not null,
  unique(id, role, organisation)) strict;
INSERT INTO actor VALUES(0,'u-7','ans','ANS');
INSERT INTO actor VALUES(1,'u-118','establishment','010780054');
CREATE TABLE type(key integer primary key, name text not null unique) strict;
INSERT INTO type VALUES(0,'register.ceiling_published');
INSERT INTO type VALUES(1,'hospiconnect.candidacy_withdrawn');
INSERT INTO type VALUES(2,'dossier.payload_erased');
CREATE TABLE rulebook(key integer primary key, name text not null unique) strict;
INSERT INTO rulebook VALUES(0,'hopen2-2026/1');
CREATE TABLE event(
  position integer primary key,
  dossier_key integer not null,
  version integer not null,
  type_key integer not null,
  schema integer not null,
  occurred_at integer not null,
  recorded_at integer not null,
  actor_key integer not null,
  rulebook_key integer not null,
  proposal_id text not null,
  payload text,
  warnings text not null) strict;
INSERT INTO event VALUES(0,0,1,0,1,1768208400000000000,1768208402000000000,0,0,'plafonds-1','{"amount_cents":5100000,"entity":"010780054","source":"Liste du 12 janvier"}','');
INSERT INTO event VALUES(1,1,1,1,1,1770114600250000000,1770114602250000000,1,0,'retrait-1',NULL,'[{"code":"finess_key"}]');
INSERT INTO event VALUES(2,1,2,2,1,1780300800000000000,1780300802000000000,0,0,'effacement-1','{"legal_basis":"RGPD art. 17","position":1}','');
CREATE TABLE dossier_index(
  dossier_key integer not null,
  version integer not null,
  position integer not null,
  primary key(dossier_key, version)) strict, without rowid;
CREATE TABLE leaf(
  position integer primary key,
  envelope blob not null,
  blinding blob) strict;
INSERT INTO leaf VALUES(0,X'7b226163746f72223a7b226964223a22752d37222c226f7267616e69736174696f6e223a22414e53222c22726f6c65223a22616e73227d2c22646f7373696572223a2272656769737465723a303130373830303534222c226f636375727265645f6174223a22323032362d30312d31325430393a30303a30305a222c227061796c6f61645f636f6d6d6974223a2235613361666436383531643435636639633336643439633362343834386636316237383133613537373466633432323461333936373931316234633036313533222c22706f736974696f6e223a302c2270726f706f73616c223a22706c61666f6e64732d31222c227265636f726465645f6174223a22323032362d30312d31325430393a30303a30325a222c2272756c65626f6f6b223a22686f70656e322d323032362f31222c22736368656d61223a312c227375626a65637473223a5b22646f73736965723a72656769737465723a303130373830303534222c22656e746974793a303130373830303534225d2c2274797065223a2272656769737465722e6365696c696e675f7075626c6973686564222c2276223a312c2276657273696f6e223a317d',X'cda1e6eea16aa5f70196796c98eeae687add93020b7cc0d0f759ce7ef8b809e3');
INSERT INTO leaf VALUES(1,X'7b226163746f72223a7b226964223a22752d313138222c226f7267616e69736174696f6e223a22303130373830303534222c22726f6c65223a2265737461626c6973686d656e74227d2c22636175736174696f6e223a302c22636f7272656c6174696f6e223a226c6f742d33222c22646f7373696572223a22686f737069636f6e6e6563743a303130373830303534222c226f636375727265645f6174223a22323032362d30322d30335431303a33303a30302e32355a222c227061796c6f61645f636f6d6d6974223a2235396263623439333238396637613761616638616132346365353533663034666164373761633434386635613261393165393534303663633463656530323331222c22706f736974696f6e223a312c2270726f706f73616c223a22726574726169742d31222c227265636f726465645f6174223a22323032362d30322d30335431303a33303a30322e32355a222c2272756c65626f6f6b223a22686f70656e322d323032362f31222c22736368656d61223a312c227375626a65637473223a5b22646f73736965723a686f737069636f6e6e6563743a303130373830303534222c22656e746974793a303130373830303534225d2c2274797065223a22686f737069636f6e6e6563742e63616e6469646163795f77697468647261776e222c2276223a312c2276657273696f6e223a312c227761726e696e67735f736861323536223a2231313163346637373065663261346438383666656461313837326439363532383937386565343439303737386263613635303432646166623961623035386539227d',NULL);
INSERT INTO leaf VALUES(2,X'7b226163746f72223a7b226964223a22752d37222c226f7267616e69736174696f6e223a22414e53222c22726f6c65223a22616e73227d2c22646f7373696572223a22686f737069636f6e6e6563743a303130373830303534222c226f636375727265645f6174223a22323032362d30362d30315430383a30303a30305a222c227061796c6f61645f636f6d6d6974223a2236393562343061386264336334643061393935326632313663373331306230356466646437343861633961353838353838333064356631376463666662303832222c22706f736974696f6e223a322c2270726f706f73616c223a226566666163656d656e742d31222c227265636f726465645f6174223a22323032362d30362d30315430383a30303a30325a222c2272756c65626f6f6b223a22686f70656e322d323032362f31222c22736368656d61223a312c227375626a65637473223a5b22646f73736965723a686f737069636f6e6e6563743a303130373830303534222c22656e746974793a303130373830303534225d2c2274797065223a22646f73736965722e7061796c6f61645f657261736564222c2276223a312c2276657273696f6e223a327d',X'778f07549051946ff3648db70e6a4a6530ad7d1d65b0367ebad4303d42af6188');
CREATE TABLE tile(
  level integer not null,
  n integer not null,
  hashes blob not null,
  primary key(level, n)) strict;
CREATE TABLE proposal(
  sequence integer primary key,
  id text not null,
  body_hash blob not null,
  recorded integer not null,
  position integer not null) strict;
INSERT INTO proposal VALUES(0,'plafonds-1',X'53919e1ac2343ee058111ff88302fbdcaa15067632973f1d4e80c00579ae55d7',1,0);
INSERT INTO proposal VALUES(1,'retrait-1',X'5fdb8c91476dfb56abc36584ba920a73822ffb3c6788b52b144ca854a1f61174',1,1);
INSERT INTO proposal VALUES(2,'effacement-1',X'644a24175771e13df19d9a24fcd07353a7643c14c63bdfaa0d1e12d9f9628511',1,2);
CREATE TABLE proposal_index(
  hash integer not null,
  sequence integer not null,
  primary key(hash, sequence)) strict, without rowid;
CREATE TRIGGER event_stays before delete on event begin
  select raise(abort, 'event is append-only'); end;
CREATE TRIGGER event_is_fixed before update on event
when new.payload is not null or new.position is not old.position
  or new.dossier_key is not old.dossier_key or new.version is not old.version
  or new.type_key is not old.type_key or new.schema is not old.schema
  or new.occurred_at is not old.occurred_at or new.recorded_at is not old.recorded_at
  or new.actor_key is not old.actor_key or new.rulebook_key is not old.rulebook_key
  or new.proposal_id is not old.proposal_id or new.warnings is not old.warnings
begin select raise(abort, 'event is append-only'); end;
CREATE TRIGGER leaf_stays before delete on leaf begin
  select raise(abort, 'leaf is append-only'); end;
CREATE TRIGGER leaf_is_fixed before update on leaf
when new.blinding is not null or new.position is not old.position
  or new.envelope is not old.envelope
begin select raise(abort, 'leaf is append-only'); end;
CREATE TRIGGER tile_stays before delete on tile begin
  select raise(abort, 'tile is append-only'); end;
CREATE TRIGGER tile_is_fixed before update on tile begin
  select raise(abort, 'tile is append-only'); end;
CREATE TRIGGER proposal_stays before delete on proposal begin
  select raise(abort, 'proposal is append-only'); end;
CREATE TRIGGER proposal_is_fixed before update on proposal begin
  select raise(abort, 'proposal is append-only'); end;
CREATE TRIGGER dossier_stays before delete on dossier begin
  select raise(abort, 'dossier is append-only'); end;
CREATE TRIGGER dossier_is_fixed before update on dossier begin
  select raise(abort, 'dossier is append-only'); end;
CREATE TRIGGER actor_stays before delete on actor begin
  select raise(abort, 'actor is append-only'); end;
CREATE TRIGGER actor_is_fixed before update on actor begin
  select raise(abort, 'actor is append-only'); end;
CREATE TRIGGER type_stays before delete on type begin
  select raise(abort, 'type is append-only'); end;
CREATE TRIGGER type_is_fixed before update on type begin
  select raise(abort, 'type is append-only'); end;
CREATE TRIGGER rulebook_stays before delete on rulebook begin
  select raise(abort, 'rulebook is append-only'); end;
CREATE TRIGGER rulebook_is_fixed before update on rulebook begin
  select raise(abort, 'rulebook is append-only'); end;
COMMIT;
PRAGMA application_id=1886544500;
PRAGMA user_version=2;
