-- titre-casp/jury over tables, as an analyst would write it for this one title in DuckDB.
COPY (
WITH
codes(code, bit) AS (
  VALUES ('FPG003', 1), ('CCE001', 2), ('TET003', 4), ('TET007', 8), ('AST004', 16), ('TRS001', 32),
    ('AST005', 64), ('AST002', 128), ('TRS002', 256), ('CCE003', 512), ('TET010', 1024), ('PST003', 2048)
),
u AS (
  SELECT
    dossier,
    bit_or(CASE WHEN statut IS DISTINCT FROM 'inconnu' THEN bit ELSE 0 END) AS acquises,
    bit_or(bit) AS possibles
  FROM read_parquet(getvariable('dossier') || '/ue.parquet')
  JOIN codes USING (code)
  WHERE hors_programme IS NOT TRUE
    AND (statut IS NULL OR statut IN ('validee', 'inconnu'))
    AND (date IS NULL OR date <= getvariable('au'))
  GROUP BY dossier
),
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
),
x AS (
  SELECT
    dossier,
    bool_or(n >= requis) AS peut,
    bool_or(ns >= requis) AS fait,
    bool_or(nc >= requis) AS champ_peut,
    bool_or(ncs >= requis) AS champ_fait
  FROM en
  GROUP BY dossier
),
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
),
t AS (
  SELECT dossier, bool_or(n >= requis) AS peut, bool_or(ns >= requis) AS fait FROM sn GROUP BY dossier
),
r AS (
  SELECT
    dossier,
    CASE redige WHEN 'oui' THEN true WHEN 'non' THEN false ELSE redige <= getvariable('au_texte') END AS redige,
    CASE soutenu WHEN 'oui' THEN true WHEN 'non' THEN false ELSE soutenu <= getvariable('au_texte') END AS soutenu,
    CASE valide WHEN 'oui' THEN true WHEN 'non' THEN false ELSE valide <= getvariable('au_texte') END AS valide
  FROM read_parquet(getvariable('dossier') || '/rapports.parquet')
),
-- A step that nobody stated follows from the others when it can.
rr AS (
  SELECT
    dossier,
    coalesce(redige, CASE WHEN soutenu OR valide THEN true END)
      AND coalesce(soutenu, CASE WHEN (valide IS TRUE) <> (redige IS FALSE) THEN valide IS TRUE END)
      AND coalesce(valide, CASE WHEN redige IS FALSE OR soutenu IS FALSE THEN false END) AS rapport
  FROM r
),
g AS (
  SELECT dossier, bit_or(CASE condition WHEN 'ue' THEN 1 WHEN 'experience' THEN 2 WHEN 'stage' THEN 4 WHEN 'rapport' THEN 8 END)
    AS dispenses
  FROM read_parquet(getvariable('dossier') || '/derogations.parquet')
  WHERE date <= getvariable('au') AND (jusqu_au IS NULL OR jusqu_au >= getvariable('au'))
  GROUP BY dossier
),
-- What is known of each dossier, as true, false or NULL.
k AS (
  SELECT
    d.dossier,
    coalesce(dispenses, 0) AS dispenses,
    CASE
      WHEN d.ue_connues IS FALSE THEN NULL
      WHEN acquises = 4095 THEN true
      WHEN possibles = 4095 THEN NULL
      ELSE false
    END AS ue,
    CASE WHEN x.fait THEN true WHEN x.peut OR d.experiences_connues IS FALSE THEN NULL ELSE false END AS experience,
    CASE WHEN x.champ_fait THEN true WHEN x.champ_peut OR d.experiences_connues IS FALSE THEN NULL ELSE false END AS champ,
    CASE WHEN t.fait THEN true WHEN t.peut OR d.stages_connus IS FALSE THEN NULL ELSE false END AS stage,
    rapport
  FROM read_parquet(getvariable('dossier') || '/dossiers.parquet') AS d
  LEFT JOIN u USING (dossier)
  LEFT JOIN x USING (dossier)
  LEFT JOIN t USING (dossier)
  LEFT JOIN rr USING (dossier)
  LEFT JOIN g USING (dossier)
),
q AS (
  SELECT
    dossier,
    CASE WHEN dispenses & 1 > 0 THEN 'waived' WHEN ue THEN 'met' WHEN NOT ue THEN 'unmet' ELSE 'unknown' END AS ue,
    CASE WHEN dispenses & 2 > 0 THEN 'waived' WHEN experience THEN 'met' WHEN NOT experience THEN 'unmet' ELSE 'unknown' END
      AS experience,
    CASE WHEN dispenses & 4 > 0 THEN 'waived' WHEN champ THEN 'not_applicable' WHEN stage THEN 'met'
      WHEN NOT champ AND NOT stage THEN 'unmet' ELSE 'unknown' END AS stage,
    CASE WHEN dispenses & 8 > 0 THEN 'waived' WHEN rapport THEN 'met' WHEN NOT rapport THEN 'unmet' ELSE 'unknown' END
      AS rapport
  FROM k
)
SELECT
  dossier,
  CASE
    WHEN 'unmet' IN (ue, experience, stage, rapport) THEN 'not_eligible'
    WHEN 'unknown' IN (ue, experience, stage, rapport) THEN 'undetermined'
    ELSE 'eligible'
  END AS verdict,
  ue, experience, stage, rapport
FROM q
) TO $1 (FORMAT parquet)
