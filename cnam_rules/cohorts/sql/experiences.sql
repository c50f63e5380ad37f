-- The spells of work. Those at the edge are placed from their first day; the others one after the other in slots of
-- time, which they fill, leave gaps in, or overflow.
SELECT
  dossier,
  ['Conseillère en insertion', 'Médiateur social', 'Chargée d''accueil', 'Vendeur', 'Agente administrative'][1 + parmi(x, 301, 5)]
    AS intitule,
  ['Mission locale', 'CCAS', 'Association', 'Mairie', 'Commerce'][1 + parmi(x, 302, 6)] AS employeur,
  debut,
  CASE WHEN en_cours THEN NULL ELSE fin END AS fin,
  CASE WHEN en_cours THEN true WHEN pour_cent(x, 303) < 50 THEN false END AS en_cours,
  CASE champ
    WHEN 'tout' THEN true
    WHEN 'rien' THEN false
    WHEN 'mixte' THEN parmi(x, 304, 2) = 0
    WHEN 'un_inconnu' THEN CASE WHEN parmi(x, 304, 2) = 0 THEN true END
  END AS dans_le_champ,
  CASE attestation
    WHEN 'toutes' THEN true
    WHEN 'une_inconnue' THEN CASE WHEN parmi(x, 305, 2) = 0 THEN true END
    WHEN 'une_non' THEN parmi(x, 305, 2) = 0
    ELSE false
  END AS attestee,
  ([1, 1, 1, 0.5, 0.8, 0.333333, NULL, NULL]::DECIMAL(9, 6)[])[1 + parmi(x, 306, 8)] AS quotite,
  CASE WHEN statut < 80 THEN 'salarie' WHEN statut < 86 THEN 'independant' WHEN statut < 91 THEN 'apprenti'
    WHEN statut < 95 THEN 'benevole' END AS statut,
  [true, true, false, NULL, NULL][1 + parmi(x, 308, 5)] AS responsabilite,
  x
FROM (
  SELECT
    dossier, x, champ, attestation,
    pour_cent(x, 307) AS statut,
    CASE
      WHEN cas <> 'suite' THEN cas = 'seul'
      ELSE k = nombre - 1 AND sort BETWEEN 10 AND 34
    END AS en_cours,
    CASE cas
      WHEN 'suite' THEN CASE
        WHEN k = nombre - 1 AND sort < 1 THEN jour() + 1
        WHEN k = nombre - 1 AND sort < 3 THEN jour()
        WHEN arrondi IN (0, 1) THEN debut_du_mois(commence)
        ELSE commence
      END
      WHEN 'seul' THEN depart
      WHEN 'chevauche' THEN depart + (k * part // 2)::INTEGER
      ELSE CASE k WHEN 0 THEN depart ELSE depart + part + trou END
    END::DATE AS debut,
    CASE cas
      WHEN 'suite' THEN CASE
        WHEN k = nombre - 1 AND sort < 10 THEN jour() + 20 + parmi(x, 310, 200)::INTEGER
        WHEN arrondi IN (1, 2) THEN last_day(commence + dure)
        ELSE commence + dure
      END
      WHEN 'chevauche' THEN depart + (k * part // 2)::INTEGER + part
      ELSE CASE WHEN k = 0 AND nombre = 2 THEN depart + part - 1 ELSE depart + trou + jours - 1 + ecart END
    END::DATE AS fin
  FROM (
    SELECT
      *,
      i * 16 + k AS x,
      jour() - (nombre * creneau + recul - k * creneau - parmi(i * 16 + k, 311, 45))::INTEGER AS commence,
      (creneau * (40 + parmi(i * 16 + k, 312, 110)) // 100)::INTEGER AS dure,
      parmi(i * 16 + k, 313, 5) AS arrondi,
      pour_cent(i, 314) AS sort
    FROM (
      SELECT
        *,
        (jours * (30 + parmi(i, 321, 41)) // 100)::INTEGER AS part,
        CASE WHEN cas IN ('deux_veille', 'deux_jour') THEN 1 + parmi(i, 322, 60) ELSE 0 END::INTEGER AS trou,
        unnest(range(nombre)) AS k
      FROM (
        SELECT
          *,
          CASE
            WHEN cas = 'seul' THEN 1
            WHEN cas IN ('veille', 'jour', 'lendemain') THEN 1
            WHEN cas = 'chevauche' THEN 3
            WHEN cas <> 'suite' THEN 2
            ELSE [1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 6][1 + parmi(i, 323, 20)]
          END AS nombre,
          [120, 182, 240, 365][1 + parmi(i, 324, 4)] AS creneau,
          parmi(i, 325, 90) AS recul,
          CASE WHEN cas IN ('veille', 'deux_veille') THEN -1 WHEN cas = 'lendemain' THEN 1 ELSE 0 END AS ecart,
          (mois_apres(depart, 18) - depart)::INTEGER AS jours
        FROM (
          SELECT
            i, reference(i) AS dossier, champ, attestation, cas_experiences AS cas,
            depart_de(
              CASE WHEN cas_experiences = 'seul' THEN '' ELSE depart_experience END,
              jour() - (CASE WHEN cas_experiences = 'seul' THEN 10 + parmi(i, 327, 1200) ELSE 680 + parmi(i, 327, 1100) END)::INTEGER,
              year(jour()) - 2
            ) AS depart
          FROM profils()
          WHERE tout = 'normal' AND cas_experiences NOT IN ('vide', 'liste')
        )
      )
    )
  )
)
