-- SPDX-License-Identifier: Apache-2.0
-- Files handed in that wait to be taken up by a step: found by whose they are, and by when they expire.

CREATE INDEX evidence_waiting ON evidence (uploaded_by, retain_until) WHERE retain_until IS NOT NULL;
