-- The 12 UE of the title; then, in some dossiers, a UE of another programme (12), a row that stands twice (13) and the
-- workshop (14). A row is numbered by its dossier and its place in it.
SELECT
  dossier,
  CASE k WHEN 12 THEN 'ENG210' WHEN 14 THEN 'UASO04' ELSE getvariable('codes')[place + 1] END AS code,
  obtention,
  CASE
    WHEN statut = 'en_cours' THEN NULL
    WHEN obtention = 'examen' THEN ((CASE WHEN statut = 'non_validee' THEN 200 ELSE 1000 END
      + parmi(x, 203, 400) + parmi(x, 204, 400)) / 100)::DECIMAL(4, 2)
    WHEN pour_cent(x, 205) < 20 THEN (10 + pour_cent(x, 206) / 20)::DECIMAL(4, 2)
  END AS note,
  CASE
    WHEN statut IN ('en_cours', 'non_validee') OR pour_cent(x, 207) < 3 THEN NULL
    WHEN vise AND cas_ue = 'jour' THEN jour()
    WHEN vise AND cas_ue = 'demain' THEN jour() + 1
    ELSE depuis + parmi(x, 208, jour() - depuis + 1)::INTEGER
  END AS date,
  statut,
  CASE WHEN k = 12 THEN true WHEN pour_cent(x, 209) < 30 THEN false END AS hors_programme,
  CASE parmi(x, 210, 200)
    WHEN 0 THEN 'oui'
    WHEN 1 THEN 'non'
    WHEN 2 THEN 'non'
    WHEN 3 THEN (depuis + parmi(x, 211, jour() - depuis + 1)::INTEGER)::TEXT
  END AS echec,
  x
FROM (
  SELECT
    *,
    CASE
      WHEN vise AND cas_ue = 'inconnu' THEN 'inconnu'
      WHEN (vise OR place = (visee + 5) % 12) AND cas_ue = 'en_cours'
        THEN CASE WHEN pour_cent(x, 201) < 60 THEN 'en_cours' ELSE 'non_validee' END
      WHEN pour_cent(x, 202) < 70 THEN 'validee'
    END AS statut,
    CASE
      WHEN tirage < 80 THEN 'examen'
      WHEN tirage < 88 THEN 'ves'
      WHEN tirage < 93 THEN 'vae'
      WHEN tirage < 97 THEN 'equivalence'
    END AS obtention
  FROM (
    SELECT
      *,
      place = visee AND k NOT IN (12, 14) AS vise,
      pour_cent(x, 200) AS tirage
    FROM (
      SELECT *, CASE k WHEN 13 THEN 0 ELSE k END AS place, i * 16 + CASE k WHEN 13 THEN 0 ELSE k END AS x
      FROM (
        SELECT
          *,
          unnest(range(15)) AS k
        FROM (
          SELECT
            i,
            reference(i) AS dossier,
            cas_ue,
            parmi(i, 220, 12) AS visee,
            coalesce(entree_de(i, entree), jour() - 600) AS depuis,
            pour_cent(i, 221) < 5 AS hors,
            pour_cent(i, 222) < 3 AS deux_fois,
            pour_cent(i, 223) < 40 AS atelier
          FROM profils()
          WHERE tout = 'normal' AND cas_ue NOT IN ('vide', 'liste')
        )
      )
      WHERE CASE k WHEN 12 THEN hors WHEN 13 THEN deux_fois WHEN 14 THEN atelier ELSE true END
    )
  )
)
WHERE CASE
  WHEN k IN (12, 14) THEN true
  WHEN cas_ue = 'presque' THEN place <> visee
  WHEN cas_ue = 'partiel' THEN pour_cent(x, 212) < 60
  ELSE true
END
