-- titre-casp/jury over tables, as `by_hand.sql`, by an analyst who checks rows too: a dossier of which a row
-- can't be right has no verdict. What is checked, and told as a fault, is what `cnam_rules` checks.
COPY (
WITH
codes(code, bit) AS (
  VALUES ('FPG003', 1), ('CCE001', 2), ('TET003', 4), ('TET007', 8), ('AST004', 16), ('TRS001', 32),
    ('AST005', 64), ('AST002', 128), ('TRS002', 256), ('CCE003', 512), ('TET010', 1024), ('PST003', 2048),
    -- Those of its programme that the twelve don't hold.
    ('UASO03', 4096), ('UA211G', 8192), ('UASO04', 16384)
),
ue AS (
  SELECT
    dossier,
    coalesce(bit, 0) AS bit,
    hors_programme IS NOT TRUE AND (statut IS NULL OR statut IN ('validee', 'inconnu'))
      AND (date IS NULL OR date <= getvariable('au')) AS possible,
    statut IS DISTINCT FROM 'inconnu' AS sure,
    code IS NULL
      OR (bit IS NULL) = (hors_programme IS NOT TRUE)
      OR NOT coalesce(obtention IN ('examen', 'ves', 'vae', 'equivalence'), true)
      OR NOT coalesce(note BETWEEN 0 AND 20, true)
      OR NOT coalesce(date BETWEEN DATE '1900-01-01' AND DATE '2199-12-31', true)
      OR NOT coalesce(statut IN ('validee', 'non_validee', 'en_cours', 'inconnu'), true)
      OR NOT coalesce(echec IN ('oui', 'non', 'inconnu')
        OR try_cast(echec AS DATE) BETWEEN DATE '1900-01-01' AND DATE '2199-12-31', true) AS faute
  FROM read_parquet(getvariable('dossier') || '/ue.parquet')
  LEFT JOIN codes USING (code)
),
u AS (
  SELECT
    dossier,
    bit_or(CASE WHEN possible AND sure THEN bit ELSE 0 END) AS acquises,
    bit_or(CASE WHEN possible THEN bit ELSE 0 END) AS possibles,
    count(*) AS lignes,
    count(CASE WHEN bit > 0 THEN 1 END) > bit_count(bit_or(bit)) OR count(CASE WHEN bit = 0 THEN 1 END) > 1 AS peut_etre,
    bool_or(faute) AS faute
  FROM ue
  GROUP BY dossier
),
-- Two rows of the same UE that say different things.
uu AS (
  SELECT DISTINCT dossier
  FROM (
    SELECT dossier
    FROM read_parquet(getvariable('dossier') || '/ue.parquet')
    SEMI JOIN (SELECT dossier FROM u WHERE peut_etre) USING (dossier)
    GROUP BY dossier, code
    HAVING count(DISTINCT (obtention, note, date, coalesce(statut, 'validee'), coalesce(hors_programme, false), echec)) > 1
  )
),
-- What is wrong with rows of the other tables.
ef AS (
  SELECT
    dossier,
    min(debut) AS debut,
    bool_or(
      debut IS NULL
      OR NOT debut BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'
      OR NOT coalesce(fin BETWEEN DATE '1900-01-01' AND DATE '2199-12-31', true)
      OR NOT coalesce(quotite > 0 AND quotite <= 1, true)
      OR NOT coalesce(statut IN ('salarie', 'independant', 'benevole', 'apprenti'), true)
      OR (fin IS NULL) = (en_cours IS NOT TRUE)
      OR coalesce(fin < debut, false)
    ) AS faute
  FROM read_parquet(getvariable('dossier') || '/experiences.parquet')
  GROUP BY dossier
),
sf AS (
  SELECT
    dossier,
    min(debut) AS debut,
    bool_or(
      debut IS NULL
      OR NOT debut BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'
      OR NOT coalesce(fin BETWEEN DATE '1900-01-01' AND DATE '2199-12-31', true)
      OR (fin IS NULL) = (en_cours IS NOT TRUE)
      OR coalesce(fin < debut, false)
      OR NOT coalesce(heures BETWEEN 0 AND 24 * (fin - debut + 1), heures >= 0, true)
      OR NOT coalesce(jours BETWEEN 0 AND fin - debut + 1, jours >= 0, true)
    ) AS faute
  FROM read_parquet(getvariable('dossier') || '/stages.parquet')
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
rw AS (
  SELECT
    dossier,
    redige,
    soutenu,
    valide,
    try_cast(redige AS DATE) AS redige_le,
    try_cast(soutenu AS DATE) AS soutenu_le,
    try_cast(valide AS DATE) AS valide_le
  FROM read_parquet(getvariable('dossier') || '/rapports.parquet')
),
r AS (
  SELECT
    dossier,
    CASE redige WHEN 'oui' THEN true WHEN 'non' THEN false ELSE redige_le <= getvariable('au') END AS redige,
    CASE soutenu WHEN 'oui' THEN true WHEN 'non' THEN false ELSE soutenu_le <= getvariable('au') END AS soutenu,
    CASE valide WHEN 'oui' THEN true WHEN 'non' THEN false ELSE valide_le <= getvariable('au') END AS valide,
    -- Neither a word that is known nor a day that can be.
    NOT coalesce(redige IN ('oui', 'non', 'inconnu'), true) AND redige_le IS NULL
      OR NOT coalesce(soutenu IN ('oui', 'non', 'inconnu'), true) AND soutenu_le IS NULL
      OR NOT coalesce(valide IN ('oui', 'non', 'inconnu'), true) AND valide_le IS NULL
      OR NOT coalesce(redige_le BETWEEN DATE '1900-01-01' AND DATE '2199-12-31', true)
      OR NOT coalesce(soutenu_le BETWEEN DATE '1900-01-01' AND DATE '2199-12-31', true)
      OR NOT coalesce(valide_le BETWEEN DATE '1900-01-01' AND DATE '2199-12-31', true)
      -- A step before the one that it follows, or without it.
      OR coalesce(soutenu_le < redige_le, false)
      OR coalesce(valide_le < soutenu_le, false)
      OR coalesce(valide_le < redige_le, false)
      OR coalesce(redige = 'non' AND (soutenu = 'oui' OR soutenu_le IS NOT NULL), false)
      OR coalesce(soutenu = 'non' AND (valide = 'oui' OR valide_le IS NOT NULL), false)
      OR coalesce(redige = 'non' AND (valide = 'oui' OR valide_le IS NOT NULL), false) AS faute
  FROM rw
),
-- A step that nobody stated follows from the others when it can.
rr AS (
  SELECT
    dossier,
    faute,
    coalesce(redige, CASE WHEN soutenu OR valide THEN true END)
      AND coalesce(soutenu, CASE WHEN (valide IS TRUE) <> (redige IS FALSE) THEN valide IS TRUE END)
      AND coalesce(valide, CASE WHEN redige IS FALSE OR soutenu IS FALSE THEN false END) AS rapport
  FROM r
),
ru AS (
  SELECT dossier, any_value(rapport) AS rapport, bool_or(faute) OR count(*) > 1 AS faute FROM rr GROUP BY dossier
),
g AS (
  SELECT
    dossier,
    bit_or(
      CASE
        WHEN date <= getvariable('au') AND (jusqu_au IS NULL OR jusqu_au >= getvariable('au'))
        THEN CASE condition WHEN 'ue' THEN 1 WHEN 'experience' THEN 2 WHEN 'stage' THEN 4 WHEN 'rapport' THEN 8 END
        ELSE 0
      END
    ) AS dispenses,
    bool_or(
      condition IS NULL
      OR condition NOT IN ('ue', 'experience', 'stage', 'rapport')
      OR date IS NULL
      OR NOT date BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'
      OR NOT coalesce(jusqu_au BETWEEN DATE '1900-01-01' AND DATE '2199-12-31', true)
      OR coalesce(jusqu_au < date, false)
      OR autorite IS NULL
      OR motif IS NULL
    ) AS faute
  FROM read_parquet(getvariable('dossier') || '/derogations.parquet')
  GROUP BY dossier
),
d AS (
  SELECT
    dossier,
    min(naissance) AS naissance,
    min(entree_en_formation) AS entree,
    bool_or(ue_connues IS FALSE) AS ue_inconnues,
    bool_or(experiences_connues IS FALSE) AS experiences_inconnues,
    bool_or(stages_connus IS FALSE) AS stages_inconnus,
    count(*) > 1
      OR bool_or(
        programme IS DISTINCT FROM 'RNCP36625'
        OR NOT coalesce(entree_en_formation BETWEEN DATE '1900-01-01' AND DATE '2199-12-31', true)
        OR NOT coalesce(naissance BETWEEN DATE '1900-01-01' AND DATE '2199-12-31', true)
      ) AS faute
  FROM read_parquet(getvariable('dossier') || '/dossiers.parquet')
  WHERE dossier IS NOT NULL
  GROUP BY dossier
),
-- What is known of each dossier, as true, false or NULL.
k AS (
  SELECT
    d.dossier,
    coalesce(dispenses, 0) AS dispenses,
    CASE WHEN ue_inconnues THEN NULL WHEN acquises & 4095 = 4095 THEN true WHEN possibles & 4095 = 4095 THEN NULL ELSE false END AS ue,
    CASE WHEN x.fait THEN true WHEN x.peut OR experiences_inconnues THEN NULL ELSE false END AS experience,
    CASE WHEN x.champ_fait THEN true WHEN x.champ_peut OR experiences_inconnues THEN NULL ELSE false END AS champ,
    CASE WHEN t.fait THEN true WHEN t.peut OR stages_inconnus THEN NULL ELSE false END AS stage,
    rapport,
    d.faute
      OR coalesce(u.faute, false)
      OR coalesce(ef.faute, false)
      OR coalesce(sf.faute, false)
      OR coalesce(ru.faute, false)
      OR coalesce(g.faute, false)
      OR uu.dossier IS NOT NULL
      OR ue_inconnues AND u.dossier IS NOT NULL
      OR experiences_inconnues AND ef.dossier IS NOT NULL
      OR stages_inconnus AND sf.dossier IS NOT NULL
      OR coalesce(entree < naissance, false)
      OR coalesce(ef.debut < naissance, false)
      OR coalesce(sf.debut < naissance, false) AS faute
  FROM d
  LEFT JOIN u USING (dossier)
  LEFT JOIN uu USING (dossier)
  LEFT JOIN x USING (dossier)
  LEFT JOIN t USING (dossier)
  LEFT JOIN ef USING (dossier)
  LEFT JOIN sf USING (dossier)
  LEFT JOIN ru USING (dossier)
  LEFT JOIN g USING (dossier)
),
q AS (
  SELECT
    dossier,
    faute,
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
    WHEN faute THEN NULL
    WHEN 'unmet' IN (ue, experience, stage, rapport) THEN 'not_eligible'
    WHEN 'unknown' IN (ue, experience, stage, rapport) THEN 'undetermined'
    ELSE 'eligible'
  END AS verdict,
  CASE WHEN NOT faute THEN ue END AS ue,
  CASE WHEN NOT faute THEN experience END AS experience,
  CASE WHEN NOT faute THEN stage END AS stage,
  CASE WHEN NOT faute THEN rapport END AS rapport
FROM q
) TO $1 (FORMAT parquet)
