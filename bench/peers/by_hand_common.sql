-- What titre-casp/jury asks of tables in DuckDB, for `by_hand.sql` and `by_hand_checked.sql`: run before either.
CREATE TEMP VIEW codes(code, bit) AS
VALUES ('FPG003', 1), ('CCE001', 2), ('TET003', 4), ('TET007', 8), ('AST004', 16), ('TRS001', 32),
  ('AST005', 64), ('AST002', 128), ('TRS002', 256), ('CCE003', 512), ('TET010', 1024), ('PST003', 2048);

CREATE MACRO statut(dispense, answer) AS
  CASE WHEN dispense THEN 'waived' WHEN answer THEN 'met' WHEN NOT answer THEN 'unmet' ELSE 'unknown' END;

-- Of a condition that experience in the field makes needless.
CREATE MACRO statut_de_stage(dispense, champ, stage) AS
  CASE
    WHEN dispense THEN 'waived'
    WHEN champ THEN 'not_applicable'
    WHEN stage THEN 'met'
    WHEN NOT champ AND NOT stage THEN 'unmet'
    ELSE 'unknown'
  END;

CREATE MACRO avis(ue, experience, stage, rapport) AS
  CASE
    WHEN 'unmet' IN (ue, experience, stage, rapport) THEN 'not_eligible'
    WHEN 'unknown' IN (ue, experience, stage, rapport) THEN 'undetermined'
    ELSE 'eligible'
  END;

-- A step of the report that nobody stated follows from the others when it can.
CREATE MACRO rapport_fait(redige, soutenu, valide) AS
  coalesce(redige, CASE WHEN soutenu OR valide THEN true END)
    AND coalesce(soutenu, CASE WHEN (valide IS TRUE) <> (redige IS FALSE) THEN valide IS TRUE END)
    AND coalesce(valide, CASE WHEN redige IS FALSE OR soutenu IS FALSE THEN false END);

-- A bit for each condition that a dispensation is of.
CREATE MACRO bit_de(condition) AS
  CASE condition WHEN 'ue' THEN 1 WHEN 'experience' THEN 2 WHEN 'stage' THEN 4 WHEN 'rapport' THEN 8 END;

CREATE TEMP VIEW x AS
WITH
-- Spells from `debut` to the day before `stop`; four series: certified or perhaps, in all or in the field.
e AS (
  SELECT
    dossier,
    debut,
    least(coalesce(fin, getvariable('au')), getvariable('au')) + 1 AS stop,
    attestee IS TRUE AS sure,
    attestee IS TRUE AND dans_le_champ IS TRUE AS champ_sure,
    dans_le_champ IS NOT FALSE AS champ
  FROM read_parquet(getvariable('dossier') || '/experiences.parquet')
  WHERE debut <= getvariable('au') AND attestee IS NOT FALSE
),
-- The days that each spell adds to those before it.
ej AS (
  SELECT
    dossier,
    debut,
    greatest(stop - greatest(debut, coalesce(max(stop) OVER w, debut)), 0) AS j,
    CASE WHEN sure
      THEN greatest(stop - greatest(debut, coalesce(max(CASE WHEN sure THEN stop END) OVER w, debut)), 0)
      ELSE 0 END AS js,
    CASE WHEN champ
      THEN greatest(stop - greatest(debut, coalesce(max(CASE WHEN champ THEN stop END) OVER w, debut)), 0)
      ELSE 0 END AS jc,
    CASE WHEN champ_sure
      THEN greatest(stop - greatest(debut, coalesce(max(CASE WHEN champ_sure THEN stop END) OVER w, debut)), 0)
      ELSE 0 END AS jcs
  FROM e
  WINDOW w AS (PARTITION BY dossier ORDER BY debut ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
-- All that is worked from each first day on, put end to end after it.
en AS (
  SELECT
    dossier,
    (debut + INTERVAL 18 MONTH)::DATE - debut AS requis,
    CASE WHEN j > 0 THEN sum(j) OVER w END AS n,
    CASE WHEN js > 0 THEN sum(js) OVER w END AS ns,
    CASE WHEN jc > 0 THEN sum(jc) OVER w END AS nc,
    CASE WHEN jcs > 0 THEN sum(jcs) OVER w END AS ncs
  FROM ej
  WINDOW w AS (PARTITION BY dossier ORDER BY debut ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
)
SELECT
  dossier,
  bool_or(n >= requis) AS peut,
  bool_or(ns >= requis) AS fait,
  bool_or(nc >= requis) AS champ_peut,
  bool_or(ncs >= requis) AS champ_fait
FROM en
GROUP BY dossier;

CREATE TEMP VIEW t AS
WITH
s AS (
  SELECT dossier, debut, least(coalesce(fin, getvariable('au')), getvariable('au')) + 1 AS stop, atteste IS TRUE AS sure
  FROM read_parquet(getvariable('dossier') || '/stages.parquet')
  WHERE debut <= getvariable('au') AND atteste IS NOT FALSE
),
sj AS (
  SELECT
    dossier,
    debut,
    greatest(stop - greatest(debut, coalesce(max(stop) OVER w, debut)), 0) AS j,
    CASE WHEN sure
      THEN greatest(stop - greatest(debut, coalesce(max(CASE WHEN sure THEN stop END) OVER w, debut)), 0)
      ELSE 0 END AS js
  FROM s
  WINDOW w AS (PARTITION BY dossier ORDER BY debut ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
sn AS (
  SELECT
    dossier,
    (debut + INTERVAL 3 MONTH)::DATE - debut AS requis,
    CASE WHEN j > 0 THEN sum(j) OVER w END AS n,
    CASE WHEN js > 0 THEN sum(js) OVER w END AS ns
  FROM sj
  WINDOW w AS (PARTITION BY dossier ORDER BY debut ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
)
SELECT dossier, bool_or(n >= requis) AS peut, bool_or(ns >= requis) AS fait FROM sn GROUP BY dossier;
