-- What every table draws with. A row depends on the seed and on its own numbers, and on nothing else: neither on how many
-- there are, nor on DuckDB's own hash(), which may change from one version to the next.

-- A product of two 31-bit numbers, folded back to 31 bits.
CREATE MACRO plie(p) AS xor(p >> 31, p & 2147483647);

-- A number below 2^31 for a number below 2^31; `sel` says what is drawn. Two rounds of multiply and fold.
CREATE MACRO tire(x, sel) AS plie(xor(
  plie(xor(x, plie(getvariable('graine_1') * (2 * sel + 1)::BIGINT)) * 1597334677),
  plie(getvariable('graine_2') * (2 * sel + 1)::BIGINT)
) * 1300000213);

-- A whole number from 0 to n - 1.
CREATE MACRO parmi(x, sel, n) AS (tire(x, sel) * n) >> 31;
CREATE MACRO sur_dix_mille(x, sel) AS parmi(x, sel, 10000);
CREATE MACRO pour_cent(x, sel) AS parmi(x, sel, 100);

CREATE MACRO jour() AS getvariable('au');
CREATE MACRO reference(i) AS format('D-{:08d}', i + 1);
CREATE MACRO mois_apres(d, n) AS (d + to_months(n))::DATE;
CREATE MACRO debut_du_mois(d) AS date_trunc('month', d)::DATE;

-- The 29 February before a year; the 28 in a century that has none.
CREATE MACRO bissextile(annee) AS last_day(make_date(annee - annee % 4, 2, 1));

-- A first day from which 18 months, or 3, are counted: `d` itself, or an edge of the calendar near it.
CREATE MACRO depart_de(cas, d, annee) AS CASE cas
  WHEN 'premier' THEN debut_du_mois(d)
  WHEN 'dernier' THEN last_day(d)
  WHEN 'bissextile' THEN bissextile(annee)
  WHEN 'novembre' THEN make_date(annee - 1, 11, 30)
  ELSE d
END;

-- The dossiers, with what was drawn of each. Columns that a table doesn't use cost it nothing.
CREATE MACRO profils() AS TABLE
SELECT
  i,
  cas_tout(d1) AS tout,
  cas_entree(d2) AS entree,
  cas_ue(d3) AS cas_ue,
  cas_experiences(d4) AS cas_experiences,
  cas_champ(d5) AS champ,
  cas_attestation(d6) AS attestation,
  cas_stages(d7) AS cas_stages,
  cas_rapport(d8) AS cas_rapport,
  cas_derogation(d9) AS cas_derogation,
  cas_depart(d10) AS depart_experience,
  cas_depart(d11) AS depart_stage
FROM (
  SELECT
    i,
    sur_dix_mille(i, 1) AS d1,
    sur_dix_mille(i, 2) AS d2,
    sur_dix_mille(i, 3) AS d3,
    sur_dix_mille(i, 4) AS d4,
    sur_dix_mille(i, 5) AS d5,
    sur_dix_mille(i, 6) AS d6,
    sur_dix_mille(i, 7) AS d7,
    sur_dix_mille(i, 8) AS d8,
    sur_dix_mille(i, 9) AS d9,
    sur_dix_mille(i, 10) AS d10,
    sur_dix_mille(i, 11) AS d11
  FROM range(getvariable('nombre')) AS t(i)
);

CREATE MACRO entree_de(i, cas) AS CASE cas
  WHEN 'premiere' THEN getvariable('premier_jour')
  WHEN 'jour' THEN jour()
  WHEN 'inconnue' THEN NULL
  ELSE greatest(getvariable('premier_jour'), jour() - (30 + parmi(i, 20, 730))::INTEGER)
END;

-- Whether a list is known: of an empty dossier every one is, of an unknown one none.
CREATE MACRO connue(i, tout, cas) AS CASE
  WHEN tout = 'inconnu' THEN false
  WHEN tout = 'normal' AND cas = 'liste' THEN false
  WHEN pour_cent(i, 100) < 90 THEN true
END;
