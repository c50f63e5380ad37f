-- One row for each dossier. A flag that is NULL says the same as true: the list is known.
SELECT
  reference(i) AS dossier,
  getvariable('programme') AS programme,
  CASE WHEN tout = 'inconnu' THEN NULL ELSE entree_de(i, entree) END AS entree_en_formation,
  CASE
    WHEN tout = 'inconnu' OR pour_cent(i, 101) < 10 THEN NULL
    WHEN pour_cent(i, 102) < 2 THEN bissextile(year(jour()) - 24)
    ELSE jour() - (22 * 366 + parmi(i, 103, 14000))::INTEGER
  END AS naissance,
  connue(i, tout, cas_ue) AS ue_connues,
  connue(i, tout, cas_experiences) AS experiences_connues,
  connue(i, tout, cas_stages) AS stages_connus,
  i * 16 AS x
FROM profils()
