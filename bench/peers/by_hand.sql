-- titre-casp/jury over tables, as an analyst would write it for this one title in DuckDB; every row is believed.
COPY (
WITH
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
r AS (
  SELECT
    dossier,
    CASE redige WHEN 'oui' THEN true WHEN 'non' THEN false ELSE redige <= getvariable('au_texte') END AS redige,
    CASE soutenu WHEN 'oui' THEN true WHEN 'non' THEN false ELSE soutenu <= getvariable('au_texte') END AS soutenu,
    CASE valide WHEN 'oui' THEN true WHEN 'non' THEN false ELSE valide <= getvariable('au_texte') END AS valide
  FROM read_parquet(getvariable('dossier') || '/rapports.parquet')
),
rr AS (
  SELECT dossier, rapport_fait(redige, soutenu, valide) AS rapport FROM r
),
g AS (
  SELECT dossier, bit_or(bit_de(condition)) AS dispenses
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
    statut(dispenses & 1 > 0, ue) AS ue,
    statut(dispenses & 2 > 0, experience) AS experience,
    statut_de_stage(dispenses & 4 > 0, champ, stage) AS stage,
    statut(dispenses & 8 > 0, rapport) AS rapport
  FROM k
)
SELECT
  dossier,
  avis(ue, experience, stage, rapport) AS verdict,
  ue, experience, stage, rapport
FROM q
) TO $1 (FORMAT parquet)
