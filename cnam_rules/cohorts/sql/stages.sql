-- The stages: those at the edge of 3 months, and others.
SELECT
  dossier,
  ['CIDFF', 'CCAS', 'Mission locale', 'Association', 'Magasin'][1 + parmi(x, 401, 5)] AS organisme,
  debut,
  CASE WHEN cas = 'en_cours' THEN NULL ELSE fin END AS fin,
  CASE WHEN cas = 'en_cours' THEN true WHEN pour_cent(x, 402) < 50 THEN false END AS en_cours,
  [true, true, true, false, NULL][1 + parmi(x, 403, 5)] AS dans_le_champ,
  CASE WHEN atteste < 88 THEN true WHEN atteste < 92 THEN false END AS atteste,
  CASE WHEN presence < 60 THEN (presents * 7)::DECIMAL(9, 2) END AS heures,
  CASE WHEN presence < 40 THEN presents::DECIMAL(9, 2) END AS jours,
  x
FROM (
  SELECT
    *,
    pour_cent(x, 404) AS atteste,
    pour_cent(x, 405) AS presence,
    (fin - debut + 1) * 5 // 7 + CASE WHEN parmi(x, 406, 4) = 0 THEN 0.5 ELSE 0 END AS presents
  FROM (
    SELECT
      *,
      i * 16 + k AS x,
      CASE k WHEN 0 THEN depart ELSE depart + part + trou END AS debut,
      CASE
        WHEN cas = 'en_cours' THEN jour()
        WHEN cas = 'long' THEN depart + 99 + parmi(i, 410, 101)::INTEGER
        WHEN cas = 'court' THEN depart + 19 + parmi(i, 411, 61)::INTEGER
        WHEN k = 0 AND nombre = 2 THEN depart + part - 1
        ELSE depart + trou + trois_mois - 1 + ecart
      END AS fin
    FROM (
      SELECT
        *,
        (trois_mois * (40 + parmi(i, 412, 21)) // 100)::INTEGER AS part,
        CASE WHEN nombre = 2 THEN 1 + parmi(i, 413, 20) ELSE 0 END::INTEGER AS trou,
        unnest(range(nombre)) AS k
      FROM (
        SELECT
          *,
          CASE WHEN cas IN ('deux_jour', 'deux_veille') THEN 2 ELSE 1 END AS nombre,
          CASE WHEN cas IN ('veille', 'deux_veille') THEN -1 WHEN cas = 'lendemain' THEN 1 ELSE 0 END AS ecart,
          (mois_apres(depart, 3) - depart)::INTEGER AS trois_mois
        FROM (
          SELECT
            i, reference(i) AS dossier, cas_stages AS cas,
            depart_de(
              CASE WHEN cas_stages = 'en_cours' THEN '' ELSE depart_stage END,
              jour() - (CASE WHEN cas_stages = 'en_cours' THEN 60 + parmi(i, 415, 61) ELSE 160 + parmi(i, 415, 600) END)::INTEGER,
              year(jour()) - 1
            ) AS depart
          FROM profils()
          WHERE tout = 'normal' AND cas_stages NOT IN ('aucun', 'liste')
        )
      )
    )
  )
)
