-- The report's three steps: a day, oui, non, or NULL for what nobody stated. One row at most for a dossier.
SELECT
  reference(i) AS dossier,
  CASE
    WHEN cas_rapport IN ('fait', 'soutenu', 'redige', 'jour', 'demain') THEN (redige)::TEXT
    WHEN cas_rapport = 'oui' THEN 'oui'
    WHEN cas_rapport = 'rien' THEN 'non'
  END AS redige,
  CASE
    WHEN cas_rapport IN ('fait', 'soutenu') THEN (redige + 40)::TEXT
    WHEN cas_rapport IN ('jour', 'demain') THEN jour()::TEXT
    WHEN cas_rapport = 'oui' THEN 'oui'
    WHEN cas_rapport IN ('redige', 'manque', 'rien') THEN 'non'
  END AS soutenu,
  CASE
    WHEN cas_rapport IN ('fait', 'deduit') THEN (redige + 40 + 7 * parmi(i, 502, 3)::INTEGER)::TEXT
    WHEN cas_rapport = 'jour' THEN jour()::TEXT
    WHEN cas_rapport = 'demain' THEN (jour() + 1)::TEXT
    WHEN cas_rapport = 'oui' THEN 'oui'
    WHEN cas_rapport IN ('soutenu', 'rien') THEN 'non'
  END AS valide,
  i * 16 AS x
FROM (SELECT i, cas_rapport, jour() - (60 + parmi(i, 501, 300))::INTEGER AS redige FROM profils()
  WHERE tout = 'normal' AND cas_rapport <> 'absent')
