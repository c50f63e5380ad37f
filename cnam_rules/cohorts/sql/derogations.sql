-- The dispensations.
SELECT
  reference(i) AS dossier,
  CASE WHEN quoi < 50 THEN 'stage' WHEN quoi < 70 THEN 'experience' WHEN quoi < 85 THEN 'ue' ELSE 'rapport' END AS condition,
  'Décision motivée versée au dossier' AS motif,
  'Jury national' AS autorite,
  CASE cas
    WHEN 'du_jour' THEN jour()
    WHEN 'a_venir' THEN jour() + 1
    WHEN 'deux' THEN CASE k WHEN 0 THEN jour() - 200 ELSE jour() - 30 END
    ELSE jour() - (10 + parmi(i, 602, 300))::INTEGER
  END AS date,
  CASE
    WHEN cas = 'expire_jour' THEN jour()
    WHEN cas = 'expiree' THEN jour() - 1
    WHEN cas = 'deux' AND k = 0 THEN jour() - 40
  END AS jusqu_au,
  i * 16 + k AS x
FROM (
  SELECT i, cas_derogation AS cas, pour_cent(i, 601) AS quoi,
    unnest(range(CASE cas_derogation WHEN 'deux' THEN 2 ELSE 1 END)) AS k
  FROM profils()
  WHERE tout = 'normal' AND cas_derogation <> 'aucune'
)
