-- titre-casp/jury over tables by an analyst who checks rows too: a dossier of which a row can't be right has no
-- verdict. What `cnam_rules` checks is checked, where columns have types; but no space around a text is dropped, and
-- no other spelling of a code or a word is known.
CREATE MACRO hors_bornes(jour) AS NOT coalesce(jour BETWEEN DATE '1900-01-01' AND DATE '2199-12-31', true);

CREATE MACRO periode_fausse(debut, fin, en_cours) AS
  debut IS NULL
  OR hors_bornes(debut)
  OR hors_bornes(fin)
  OR (fin IS NULL) = (en_cours IS NOT TRUE)
  OR coalesce(fin < debut, false);

-- Neither a word that is known nor a day that can be.
CREATE MACRO mot_ou_jour_faux(dit) AS
  NOT coalesce(dit IN ('oui', 'non', 'inconnu'), true)
  AND (try_cast(dit AS DATE) IS NULL OR hors_bornes(try_cast(dit AS DATE)));

COPY (
WITH
-- Its programme has these too.
tous AS (
  FROM codes UNION ALL VALUES ('UASO03', 4096), ('UA211G', 8192), ('UASO04', 16384)
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
      OR hors_bornes(date)
      OR NOT coalesce(statut IN ('validee', 'non_validee', 'en_cours', 'inconnu'), true)
      OR mot_ou_jour_faux(echec) AS faute
  FROM read_parquet(getvariable('dossier') || '/ue.parquet')
  LEFT JOIN tous USING (code)
),
u AS (
  SELECT
    dossier,
    bit_or(CASE WHEN possible AND sure THEN bit ELSE 0 END) AS acquises,
    bit_or(CASE WHEN possible THEN bit ELSE 0 END) AS possibles,
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
      periode_fausse(debut, fin, en_cours)
      OR NOT coalesce(quotite > 0 AND quotite <= 1, true)
      OR NOT coalesce(statut IN ('salarie', 'independant', 'benevole', 'apprenti'), true)
    ) AS faute
  FROM read_parquet(getvariable('dossier') || '/experiences.parquet')
  GROUP BY dossier
),
sf AS (
  SELECT
    dossier,
    min(debut) AS debut,
    bool_or(
      periode_fausse(debut, fin, en_cours)
      OR NOT coalesce(heures BETWEEN 0 AND 24 * (fin - debut + 1), heures >= 0, true)
      OR NOT coalesce(jours BETWEEN 0 AND fin - debut + 1, jours >= 0, true)
    ) AS faute
  FROM read_parquet(getvariable('dossier') || '/stages.parquet')
  GROUP BY dossier
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
    mot_ou_jour_faux(redige)
      OR mot_ou_jour_faux(soutenu)
      OR mot_ou_jour_faux(valide)
      -- A step before the one that it follows, or without it.
      OR coalesce(soutenu_le < redige_le, false)
      OR coalesce(valide_le < soutenu_le, false)
      OR coalesce(valide_le < redige_le, false)
      OR coalesce(redige = 'non' AND (soutenu = 'oui' OR soutenu_le IS NOT NULL), false)
      OR coalesce(soutenu = 'non' AND (valide = 'oui' OR valide_le IS NOT NULL), false)
      OR coalesce(redige = 'non' AND (valide = 'oui' OR valide_le IS NOT NULL), false) AS faute
  FROM rw
),
rr AS (
  SELECT
    dossier,
    faute,
    rapport_fait(redige, soutenu, valide) AS rapport
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
        THEN bit_de(condition)
        ELSE 0
      END
    ) AS dispenses,
    bool_or(
      condition IS NULL
      OR condition NOT IN ('ue', 'experience', 'stage', 'rapport')
      OR date IS NULL
      OR hors_bornes(date)
      OR hors_bornes(jusqu_au)
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
        OR hors_bornes(entree_en_formation)
        OR hors_bornes(naissance)
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
    CASE
      WHEN ue_inconnues THEN NULL
      WHEN acquises & 4095 = 4095 THEN true
      WHEN possibles & 4095 = 4095 THEN NULL
      ELSE false
    END AS ue,
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
    statut(dispenses & 1 > 0, ue) AS ue,
    statut(dispenses & 2 > 0, experience) AS experience,
    statut_de_stage(dispenses & 4 > 0, champ, stage) AS stage,
    statut(dispenses & 8 > 0, rapport) AS rapport
  FROM k
)
SELECT
  dossier,
  CASE WHEN NOT faute THEN avis(ue, experience, stage, rapport) END AS verdict,
  CASE WHEN NOT faute THEN ue END AS ue,
  CASE WHEN NOT faute THEN experience END AS experience,
  CASE WHEN NOT faute THEN stage END AS stage,
  CASE WHEN NOT faute THEN rapport END AS rapport
FROM q
) TO $1 (FORMAT parquet)
