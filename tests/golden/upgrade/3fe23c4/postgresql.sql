SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE FUNCTION public.audit_entries_are_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    begin
      if tg_op = 'DELETE' then
        if old.at_ms < (select coalesce(max(kept_from_ms), 0) from audit_retention) then
          return old;
        end if;
      end if;
      raise exception 'audit entries are append-only';
    end $$;
CREATE FUNCTION public.notify_assignments_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
      begin
        perform pg_notify('meshprof_assignments', new.id);
        return null;
      end $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.agents (
    id text NOT NULL,
    node text NOT NULL,
    machine_id text NOT NULL,
    version text NOT NULL,
    capabilities_json text NOT NULL,
    credential_hash text NOT NULL,
    assignments_version bigint NOT NULL,
    registered_at_ms bigint NOT NULL,
    last_seen_at_ms bigint NOT NULL,
    next_credential_hash text,
    rotation_requested_at_ms bigint,
    revoked_at_ms bigint,
    revoked_by text,
    join_token_id text,
    inventory_version text,
    facts_json text
);
CREATE TABLE public.alert_cooldowns (
    target_id text NOT NULL,
    until_ms bigint NOT NULL
);
CREATE TABLE public.alert_deliveries (
    id text NOT NULL,
    alert_key text,
    source text NOT NULL,
    outcome text NOT NULL,
    reason_code text,
    detail text,
    alert_name text NOT NULL,
    fingerprint text NOT NULL,
    starts_at_ms bigint,
    labels_json text NOT NULL,
    used_labels_json text NOT NULL,
    selector_json text,
    task_body_json text,
    notes_json text NOT NULL,
    task_id text,
    request_hash text NOT NULL,
    received_at_ms bigint NOT NULL,
    last_received_at_ms bigint NOT NULL,
    repeats bigint NOT NULL,
    resolved_at_ms bigint
);
CREATE TABLE public.audit_entries (
    id text NOT NULL,
    at_ms bigint NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    object_kind text NOT NULL,
    object_id text NOT NULL,
    before_json text,
    after_json text
);
CREATE TABLE public.audit_retention (
    id bigint NOT NULL,
    kept_from_ms bigint NOT NULL
);
CREATE TABLE public.idempotency_keys (
    author text NOT NULL,
    key text NOT NULL,
    body_hash text NOT NULL,
    task_id text NOT NULL,
    created_at_ms bigint NOT NULL
);
CREATE TABLE public.inventory_targets (
    id text NOT NULL,
    agent_id text NOT NULL,
    pid bigint NOT NULL,
    start_time_ticks text NOT NULL,
    service text NOT NULL,
    role text NOT NULL,
    process text NOT NULL,
    container text,
    cluster text,
    namespace text,
    workload text,
    pod text,
    verdict text NOT NULL,
    reason_code text NOT NULL,
    reason text NOT NULL,
    threads bigint NOT NULL
);
CREATE TABLE public.join_tokens (
    id text NOT NULL,
    name text NOT NULL,
    token_hash text NOT NULL,
    uses bigint NOT NULL,
    max_uses bigint,
    created_at_ms bigint NOT NULL,
    created_by text NOT NULL,
    expires_at_ms bigint,
    last_used_at_ms bigint,
    revoked_at_ms bigint,
    revoked_by text
);
CREATE TABLE public.kysely_migration (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);
CREATE TABLE public.kysely_migration_lock (
    id character varying(255) NOT NULL,
    is_locked integer DEFAULT 0 NOT NULL
);
CREATE TABLE public.policies (
    id text NOT NULL,
    name text NOT NULL,
    enabled bigint NOT NULL,
    kind text NOT NULL,
    rule_json text NOT NULL,
    author text NOT NULL,
    created_at_ms bigint NOT NULL,
    updated_at_ms bigint NOT NULL,
    updated_by text NOT NULL,
    targets_stale bigint NOT NULL,
    evaluated_at_ms bigint,
    problem text,
    problem_since_ms bigint
);
CREATE TABLE public.policy_firings (
    id text NOT NULL,
    policy_id text NOT NULL,
    subject text NOT NULL,
    what text NOT NULL,
    at_ms bigint NOT NULL,
    last_at_ms bigint NOT NULL,
    repeats bigint NOT NULL,
    outcome text NOT NULL,
    reading_json text NOT NULL,
    began_at_ms bigint NOT NULL,
    selector_json text NOT NULL,
    task_id text,
    detail text
);
CREATE TABLE public.policy_targets (
    policy_id text NOT NULL,
    target_id text NOT NULL,
    agent_id text NOT NULL,
    node text NOT NULL,
    pid bigint NOT NULL,
    start_time_ticks text NOT NULL,
    service text NOT NULL,
    role text NOT NULL,
    process text NOT NULL,
    container text,
    assigned bigint NOT NULL,
    state text NOT NULL,
    frequency_hz bigint,
    reason_code text,
    detail text,
    changed_at_ms bigint NOT NULL
);
CREATE TABLE public.schedules (
    id text NOT NULL,
    author text NOT NULL,
    cron text NOT NULL,
    time_zone text NOT NULL,
    enabled bigint NOT NULL,
    task_json text NOT NULL,
    created_at_ms bigint NOT NULL,
    next_at_ms bigint,
    last_at_ms bigint,
    last_task_id text,
    last_reason_code text,
    skipped bigint NOT NULL
);
CREATE TABLE public.target_summaries (
    task_id text NOT NULL,
    target_id text NOT NULL,
    summary_json text NOT NULL
);
CREATE TABLE public.task_labels (
    task_id text NOT NULL,
    label text NOT NULL,
    value text NOT NULL
);
CREATE TABLE public.task_targets (
    task_id text NOT NULL,
    target_id text NOT NULL,
    agent_id text NOT NULL,
    node text NOT NULL,
    pid bigint NOT NULL,
    start_time_ticks text NOT NULL,
    service text NOT NULL,
    role text NOT NULL,
    process text NOT NULL,
    container text,
    state text NOT NULL,
    assigned bigint NOT NULL,
    delivered_at_ms bigint,
    running_at_ms bigint,
    elapsed_ms bigint NOT NULL,
    samples_kept bigint NOT NULL,
    samples_lost bigint NOT NULL,
    switches bigint NOT NULL,
    reason_code text,
    detail text,
    profile_start_ms bigint,
    profile_end_ms bigint,
    start_at_ms bigint DEFAULT 0 NOT NULL,
    duration_ms bigint DEFAULT 0 NOT NULL,
    lost_json text DEFAULT '{}'::text NOT NULL
);
CREATE TABLE public.tasks (
    id text NOT NULL,
    title text NOT NULL,
    selector_json text NOT NULL,
    events_json text NOT NULL,
    frequency_hz bigint NOT NULL,
    duration_ms bigint NOT NULL,
    origin text NOT NULL,
    author text NOT NULL,
    state text NOT NULL,
    reason_code text,
    created_at_ms bigint NOT NULL,
    started_at_ms bigint,
    ended_at_ms bigint,
    cancel_requested_at_ms bigint,
    cancelled_by text,
    note text DEFAULT ''::text NOT NULL,
    tags_json text DEFAULT '[]'::text NOT NULL,
    off_cpu_json text,
    max_targets bigint DEFAULT 10000 NOT NULL,
    agent_cpu_percent bigint,
    before_ms bigint DEFAULT 0 NOT NULL,
    cause_json text,
    schedule_id text,
    copy_of text,
    start_at_ms bigint DEFAULT 0 NOT NULL,
    assembled bigint DEFAULT 1 NOT NULL,
    window_end_ms bigint DEFAULT 0 NOT NULL,
    window_closed bigint DEFAULT 1 NOT NULL,
    left_out_json text DEFAULT '{}'::text NOT NULL
);
CREATE TABLE public.watch_answers (
    question_id text NOT NULL,
    agent_id text NOT NULL,
    answer_json text NOT NULL
);
CREATE TABLE public.watch_questions (
    id text NOT NULL,
    question_json text NOT NULL,
    expires_at_ms bigint NOT NULL
);
INSERT INTO public.agents VALUES ('60e699eb-c8aa-450a-8264-fe978f8d6968', 'node-2', 'machine-of-node-2', '0.1.0', '["on-cpu"]', 'b83a5e48034647422dde3b1b724563bedf93c1ec1121fdd7c7caaa14420649eb', 3, 1795521600000, 1795521600000, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.agents VALUES ('432bafe4-5b0f-47cf-97ab-402255081c66', 'node-1', 'machine-of-node-1', '0.1.0', '["on-cpu"]', 'de6800ba905072627f80f12d3d2f237af30d9313ab21806e622870b232f6d7e9', 7, 1795521600000, 1795521600000, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.alert_cooldowns VALUES ('432bafe4-5b0f-47cf-97ab-402255081c66:101:4711', 1795522200000);
INSERT INTO public.alert_deliveries VALUES ('01a217f6-eb49-7cc3-ac4c-3dd4fa326e6b', '3e1251f0872f0924d2575fcb86c55503f56e52083bbd144122571992e5b498bd', 'alertmanager', 'accepted', NULL, NULL, 'HighLatency', 'f1', 1795521540000, '{"alertname":"HighLatency","service":"cart","namespace":"shop"}', '{"service.name":"service","namespace":"namespace"}', '{"service.name":"cart","namespace":"shop"}', '{"durationMs":30000,"selector":{"service.name":"cart","namespace":"shop"},"beforeMs":180000,"title":"HighLatency"}', '[]', '01a217f6-ebb5-7e66-9ba5-07a45a4b7b77', '69a9a368432141aaa7b5fe9150d4151044a2dedf99603449bd6849b30fa5769a', 1795521600000, 1795521600000, 0, NULL);
INSERT INTO public.audit_entries VALUES ('01a20d6d5a00-000000-030e3ab128c72b59', 1795521600000, 'agent:432bafe4-5b0f-47cf-97ab-402255081c66', 'agent.join', 'agent', '432bafe4-5b0f-47cf-97ab-402255081c66', NULL, '{"node":"node-1","version":"0.1.0"}');
INSERT INTO public.audit_entries VALUES ('01a20d6d5a00-000001-70e1fcba1f6629e0', 1795521600000, 'agent:60e699eb-c8aa-450a-8264-fe978f8d6968', 'agent.join', 'agent', '60e699eb-c8aa-450a-8264-fe978f8d6968', NULL, '{"node":"node-2","version":"0.1.0"}');
INSERT INTO public.audit_entries VALUES ('01a20d6d5a00-000002-a9dee23e6dbd45ed', 1795521600000, 'local', 'task.create', 'task', '01a217f6-e663-7192-9266-6e428a239620', NULL, '{"id":"01a217f6-e663-7192-9266-6e428a239620","title":"It’s “done”","note":"","tags":[],"state":"scheduled","selector":{"process":"envoy"},"events":["on-cpu","off-cpu"],"frequencyHz":199,"durationMs":10000,"maxTargets":1000,"beforeMs":0,"origin":"user","author":"local","createdAt":"2026-11-24T12:00:00.000Z","startAt":"2026-11-24T12:00:00.000Z","leftOut":[]}');
INSERT INTO public.audit_entries VALUES ('01a20d6d5a00-000003-ea3d28b67d0b42fd', 1795521600000, 'local', 'task.create', 'task', '01a217f6-e7d3-7a02-bb62-0e8676114bff', NULL, '{"id":"01a217f6-e7d3-7a02-bb62-0e8676114bff","title":"failed","note":"","tags":[],"state":"scheduled","selector":{"process":"cart"},"events":["off-cpu"],"frequencyHz":99,"durationMs":10000,"maxTargets":1000,"beforeMs":0,"origin":"user","author":"local","createdAt":"2026-11-24T12:00:00.000Z","startAt":"2026-11-24T12:00:00.000Z","leftOut":[]}');
INSERT INTO public.audit_entries VALUES ('01a20d6d5a00-000004-e70c1b3d7f96e057', 1795521600000, 'local', 'task.create', 'task', '01a217f6-e7df-7c2d-87aa-956db8043bda', NULL, '{"id":"01a217f6-e7df-7c2d-87aa-956db8043bda","title":"cancelled","note":"","tags":[],"state":"scheduled","selector":{"process":"cart"},"events":["on-cpu","off-cpu"],"frequencyHz":99,"durationMs":10000,"maxTargets":1000,"beforeMs":0,"origin":"user","author":"local","createdAt":"2026-11-24T12:00:00.000Z","startAt":"2026-11-24T12:00:00.000Z","leftOut":[]}');
INSERT INTO public.audit_entries VALUES ('01a20d6d5a00-000005-806eac2b601b3cf8', 1795521600000, 'local', 'task.cancel', 'task', '01a217f6-e7df-7c2d-87aa-956db8043bda', '{"id":"01a217f6-e7df-7c2d-87aa-956db8043bda","title":"cancelled","note":"","tags":[],"state":"scheduled","selector":{"process":"cart"},"events":["on-cpu","off-cpu"],"frequencyHz":99,"durationMs":10000,"maxTargets":1000,"beforeMs":0,"origin":"user","author":"local","createdAt":"2026-11-24T12:00:00.000Z","startAt":"2026-11-24T12:00:00.000Z","leftOut":[]}', '{"id":"01a217f6-e7df-7c2d-87aa-956db8043bda","title":"cancelled","note":"","tags":[],"state":"cancelled","selector":{"process":"cart"},"events":["on-cpu","off-cpu"],"frequencyHz":99,"durationMs":10000,"maxTargets":1000,"beforeMs":0,"origin":"user","author":"local","createdAt":"2026-11-24T12:00:00.000Z","startAt":"2026-11-24T12:00:00.000Z","endedAt":"2026-11-24T12:00:00.000Z","reasonCode":"cancelled-by-user","reason":"Somebody cancelled the task.","remedy":"What was recorded until then is kept.","leftOut":[]}');
INSERT INTO public.audit_entries VALUES ('01a20d6d5a00-000006-d74a5852680da730', 1795521600000, 'local', 'task.create', 'task', '01a217f6-e819-71d0-bc56-e2064151dd5a', NULL, '{"id":"01a217f6-e819-71d0-bc56-e2064151dd5a","title":"waiting","note":"","tags":[],"state":"scheduled","selector":{"process_pid":200},"events":["on-cpu","off-cpu"],"frequencyHz":99,"durationMs":10000,"maxTargets":1000,"beforeMs":0,"origin":"user","author":"local","createdAt":"2026-11-24T12:00:00.000Z","startAt":"2026-11-24T12:00:00.000Z","leftOut":[]}');
INSERT INTO public.audit_entries VALUES ('01a20d6d5a00-000007-f5ba4aa945a9388a', 1795521600000, 'local', 'schedule.create', 'schedule', '01a217f6-e845-7127-b510-ea35aa6214b0', NULL, '{"id":"01a217f6-e845-7127-b510-ea35aa6214b0","cron":"0 3 * * *","timeZone":"UTC","enabled":true,"task":{"title":"nightly","selector":{"process":"cart"}},"author":"local","createdAt":"2026-11-24T12:00:00.000Z","nextStartsAt":["2026-11-25T03:00:00.000Z","2026-11-26T03:00:00.000Z","2026-11-27T03:00:00.000Z","2026-11-28T03:00:00.000Z","2026-11-29T03:00:00.000Z"],"skipped":0}');
INSERT INTO public.audit_entries VALUES ('01a20d6d5a00-000008-99c31a6a1b937af0', 1795521600000, 'local', 'policy.create', 'policy', '01a217f6-e867-7500-b1bb-20880c325f8a', NULL, '{"id":"01a217f6-e867-7500-b1bb-20880c325f8a","name":"gateways","enabled":true,"rule":{"kind":"always-on","selector":{"role":"gateway"},"events":["on-cpu","off-cpu"],"frequencyHz":19,"maxTargetsPerNode":8,"agentCpuPercent":1},"author":"local","createdAt":"2026-11-24T12:00:00.000Z","updatedAt":"2026-11-24T12:00:00.000Z","updatedBy":"local"}');
INSERT INTO public.audit_entries VALUES ('01a20d6d5a00-000009-98fe1b8c383fd716', 1795521600000, 'local', 'join-token.create', 'join-token', '71febe29-71a7-4ea9-b74c-9ba6a6f3df17', NULL, '{"id":"71febe29-71a7-4ea9-b74c-9ba6a6f3df17","name":"rack 7","state":"usable","uses":0,"createdAt":"2026-11-24T12:00:00.000Z","createdBy":"local","maxUses":20}');
INSERT INTO public.audit_entries VALUES ('01a20d6d5a00-00000a-c3b58bed62a65969', 1795521600000, 'alert:01a217f6-eb49-7cc3-ac4c-3dd4fa326e6b', 'task.create', 'task', '01a217f6-ebb5-7e66-9ba5-07a45a4b7b77', NULL, '{"id":"01a217f6-ebb5-7e66-9ba5-07a45a4b7b77","title":"HighLatency","note":"","tags":[],"state":"scheduled","selector":{"service.name":"cart","namespace":"shop"},"events":["on-cpu","off-cpu"],"frequencyHz":99,"durationMs":30000,"maxTargets":1000,"beforeMs":180000,"origin":"alert","cause":{"kind":"alert","id":"01a217f6-eb49-7cc3-ac4c-3dd4fa326e6b","name":"HighLatency","detail":"Alertmanager says that the alert \"HighLatency\" has been firing since 2026-11-24T11:59:00.000Z.","startedAt":"2026-11-24T11:59:00.000Z"},"author":"alert:01a217f6-eb49-7cc3-ac4c-3dd4fa326e6b","createdAt":"2026-11-24T12:00:00.000Z","startAt":"2026-11-24T12:00:00.000Z","leftOut":[]}');
INSERT INTO public.audit_retention VALUES (1, 0);
INSERT INTO public.idempotency_keys VALUES ('alert:01a217f6-eb49-7cc3-ac4c-3dd4fa326e6b', '01a217f6-eb49-7cc3-ac4c-3dd4fa326e6b', '7eaea9ab809d02870ca3e9ea1c2fed523072bdf31fd27287daaf10c2fbfeb52c', '01a217f6-ebb5-7e66-9ba5-07a45a4b7b77', 1795521600000);
INSERT INTO public.inventory_targets VALUES ('432bafe4-5b0f-47cf-97ab-402255081c66:100:4711', '432bafe4-5b0f-47cf-97ab-402255081c66', 100, '4711', 'envoy-demo', 'envoy', 'envoy', NULL, NULL, NULL, NULL, NULL, 'profilable', 'profilable', 'This process can be profiled.', 4);
INSERT INTO public.inventory_targets VALUES ('432bafe4-5b0f-47cf-97ab-402255081c66:101:4711', '432bafe4-5b0f-47cf-97ab-402255081c66', 101, '4711', 'cart', 'service', 'cart', NULL, 'east', 'shop', 'cart', 'cart-7d9-x', 'profilable', 'profilable', 'This process can be profiled.', 4);
INSERT INTO public.inventory_targets VALUES ('60e699eb-c8aa-450a-8264-fe978f8d6968:200:9', '60e699eb-c8aa-450a-8264-fe978f8d6968', 200, '9', 'envoy-demo', 'envoy', 'envoy', NULL, NULL, NULL, NULL, NULL, 'profilable', 'profilable', 'This process can be profiled.', 4);
INSERT INTO public.join_tokens VALUES ('71febe29-71a7-4ea9-b74c-9ba6a6f3df17', 'rack 7', '33a0c82256c75ef97cc80be7a752c49ba2643988da492e211ae35b744d48f606', 0, 20, 1795521600000, 'local', NULL, NULL, NULL, NULL);
INSERT INTO public.kysely_migration VALUES ('0001-initial', '2026-11-26T13:06:24.211Z');
INSERT INTO public.kysely_migration VALUES ('0002-task-options', '2026-11-26T13:06:24.247Z');
INSERT INTO public.kysely_migration VALUES ('0003-audit', '2026-11-26T13:06:24.266Z');
INSERT INTO public.kysely_migration VALUES ('0004-policies', '2026-11-26T13:06:24.332Z');
INSERT INTO public.kysely_migration VALUES ('0005-alert-deliveries', '2026-11-26T13:06:24.345Z');
INSERT INTO public.kysely_migration VALUES ('0006-agent-credentials', '2026-11-26T13:06:24.371Z');
INSERT INTO public.kysely_migration VALUES ('0007-target-losses', '2026-11-26T13:06:24.390Z');
INSERT INTO public.kysely_migration VALUES ('0008-assignment-notifications', '2026-11-26T13:06:24.394Z');
INSERT INTO public.kysely_migration_lock VALUES ('migration_lock', 0);
INSERT INTO public.policies VALUES ('01a217f6-e867-7500-b1bb-20880c325f8a', 'gateways', 1, 'always-on', '{"kind":"always-on","selector":{"role":"gateway"},"events":["on-cpu","off-cpu"],"frequencyHz":19,"maxTargetsPerNode":8,"agentCpuPercent":1}', 'local', 1795521600000, 1795521600000, 'local', 0, NULL, NULL, NULL);
INSERT INTO public.schedules VALUES ('01a217f6-e845-7127-b510-ea35aa6214b0', 'local', '0 3 * * *', 'UTC', 1, '{"title":"nightly","selector":{"process":"cart"}}', 1795521600000, 1795575600000, NULL, NULL, NULL, 0);
INSERT INTO public.task_labels VALUES ('01a217f6-e663-7192-9266-6e428a239620', 'process', 'envoy');
INSERT INTO public.task_labels VALUES ('01a217f6-e7d3-7a02-bb62-0e8676114bff', 'process', 'cart');
INSERT INTO public.task_labels VALUES ('01a217f6-e7df-7c2d-87aa-956db8043bda', 'process', 'cart');
INSERT INTO public.task_labels VALUES ('01a217f6-e819-71d0-bc56-e2064151dd5a', 'process_pid', '200');
INSERT INTO public.task_labels VALUES ('01a217f6-ebb5-7e66-9ba5-07a45a4b7b77', 'service.name', 'cart');
INSERT INTO public.task_labels VALUES ('01a217f6-ebb5-7e66-9ba5-07a45a4b7b77', 'namespace', 'shop');
INSERT INTO public.task_targets VALUES ('01a217f6-e663-7192-9266-6e428a239620', '432bafe4-5b0f-47cf-97ab-402255081c66:100:4711', '432bafe4-5b0f-47cf-97ab-402255081c66', 'node-1', 100, '4711', 'envoy-demo', 'envoy', 'envoy', NULL, 'completed', 0, 1795521600000, 1795521599500, 500, 10, 0, 20, NULL, NULL, 1000, NULL, 1795521600000, 10000, '{}');
INSERT INTO public.task_targets VALUES ('01a217f6-e663-7192-9266-6e428a239620', '60e699eb-c8aa-450a-8264-fe978f8d6968:200:9', '60e699eb-c8aa-450a-8264-fe978f8d6968', 'node-2', 200, '9', 'envoy-demo', 'envoy', 'envoy', NULL, 'completed', 0, 1795521600000, 1795521599500, 500, 10, 0, 20, NULL, NULL, 1000, NULL, 1795521600000, 10000, '{}');
INSERT INTO public.task_targets VALUES ('01a217f6-e7d3-7a02-bb62-0e8676114bff', '432bafe4-5b0f-47cf-97ab-402255081c66:101:4711', '432bafe4-5b0f-47cf-97ab-402255081c66', 'node-1', 101, '4711', 'cart', 'service', 'cart', NULL, 'failed', 0, 1795521600000, NULL, 500, 10, 0, 20, 'process-exited', 'gone', NULL, NULL, 1795521600000, 10000, '{}');
INSERT INTO public.task_targets VALUES ('01a217f6-e7df-7c2d-87aa-956db8043bda', '432bafe4-5b0f-47cf-97ab-402255081c66:101:4711', '432bafe4-5b0f-47cf-97ab-402255081c66', 'node-1', 101, '4711', 'cart', 'service', 'cart', NULL, 'cancelled', 0, NULL, NULL, 0, 0, 0, 0, 'cancelled-by-user', NULL, NULL, NULL, 1795521600000, 10000, '{}');
INSERT INTO public.task_targets VALUES ('01a217f6-e819-71d0-bc56-e2064151dd5a', '60e699eb-c8aa-450a-8264-fe978f8d6968:200:9', '60e699eb-c8aa-450a-8264-fe978f8d6968', 'node-2', 200, '9', 'envoy-demo', 'envoy', 'envoy', NULL, 'waiting', 1, NULL, NULL, 0, 0, 0, 0, NULL, NULL, NULL, NULL, 1795521600000, 10000, '{}');
INSERT INTO public.task_targets VALUES ('01a217f6-ebb5-7e66-9ba5-07a45a4b7b77', '432bafe4-5b0f-47cf-97ab-402255081c66:101:4711', '432bafe4-5b0f-47cf-97ab-402255081c66', 'node-1', 101, '4711', 'cart', 'service', 'cart', NULL, 'waiting', 1, NULL, NULL, 0, 0, 0, 0, NULL, NULL, NULL, NULL, 1795521600000, 30000, '{}');
INSERT INTO public.tasks VALUES ('01a217f6-e663-7192-9266-6e428a239620', 'It’s “done”', '{"process":"envoy"}', '["on-cpu","off-cpu"]', 199, 10000, 'user', 'local', 'completed', NULL, 1795521600000, 1795521600000, 1795521600000, NULL, NULL, '', '[]', NULL, 1000, NULL, 0, NULL, NULL, NULL, 1795521600000, 1, 1795521610000, 1, '{}');
INSERT INTO public.tasks VALUES ('01a217f6-e7d3-7a02-bb62-0e8676114bff', 'failed', '{"process":"cart"}', '["off-cpu"]', 99, 10000, 'user', 'local', 'running', NULL, 1795521600000, NULL, NULL, NULL, NULL, '', '[]', NULL, 1000, NULL, 0, NULL, NULL, NULL, 1795521600000, 1, 1795521610000, 0, '{}');
INSERT INTO public.tasks VALUES ('01a217f6-e7df-7c2d-87aa-956db8043bda', 'cancelled', '{"process":"cart"}', '["on-cpu","off-cpu"]', 99, 10000, 'user', 'local', 'cancelled', 'cancelled-by-user', 1795521600000, NULL, 1795521600000, 1795521600000, 'local', '', '[]', NULL, 1000, NULL, 0, NULL, NULL, NULL, 1795521600000, 1, 1795521610000, 1, '{}');
INSERT INTO public.tasks VALUES ('01a217f6-e819-71d0-bc56-e2064151dd5a', 'waiting', '{"process_pid":200}', '["on-cpu","off-cpu"]', 99, 10000, 'user', 'local', 'scheduled', NULL, 1795521600000, NULL, NULL, NULL, NULL, '', '[]', NULL, 1000, NULL, 0, NULL, NULL, NULL, 1795521600000, 1, 1795521610000, 0, '{}');
INSERT INTO public.tasks VALUES ('01a217f6-ebb5-7e66-9ba5-07a45a4b7b77', 'HighLatency', '{"service.name":"cart","namespace":"shop"}', '["on-cpu","off-cpu"]', 99, 30000, 'alert', 'alert:01a217f6-eb49-7cc3-ac4c-3dd4fa326e6b', 'scheduled', NULL, 1795521600000, NULL, NULL, NULL, NULL, '', '[]', NULL, 1000, NULL, 180000, '{"kind":"alert","id":"01a217f6-eb49-7cc3-ac4c-3dd4fa326e6b","name":"HighLatency","detail":"Alertmanager says that the alert \"HighLatency\" has been firing since 2026-11-24T11:59:00.000Z.","startedAt":"2026-11-24T11:59:00.000Z"}', NULL, NULL, 1795521600000, 1, 1795521630000, 0, '{}');
ALTER TABLE ONLY public.agents
    ADD CONSTRAINT agents_machine_id_key UNIQUE (machine_id);
ALTER TABLE ONLY public.agents
    ADD CONSTRAINT agents_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.alert_cooldowns
    ADD CONSTRAINT alert_cooldowns_pkey PRIMARY KEY (target_id);
ALTER TABLE ONLY public.alert_deliveries
    ADD CONSTRAINT alert_deliveries_alert_key_key UNIQUE (alert_key);
ALTER TABLE ONLY public.alert_deliveries
    ADD CONSTRAINT alert_deliveries_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_retention
    ADD CONSTRAINT audit_retention_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pk PRIMARY KEY (author, key);
ALTER TABLE ONLY public.inventory_targets
    ADD CONSTRAINT inventory_targets_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.join_tokens
    ADD CONSTRAINT join_tokens_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.kysely_migration_lock
    ADD CONSTRAINT kysely_migration_lock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.kysely_migration
    ADD CONSTRAINT kysely_migration_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.policies
    ADD CONSTRAINT policies_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.policy_firings
    ADD CONSTRAINT policy_firings_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.policy_targets
    ADD CONSTRAINT policy_targets_pk PRIMARY KEY (policy_id, target_id);
ALTER TABLE ONLY public.schedules
    ADD CONSTRAINT schedules_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.target_summaries
    ADD CONSTRAINT target_summaries_pk PRIMARY KEY (task_id, target_id);
ALTER TABLE ONLY public.task_labels
    ADD CONSTRAINT task_labels_pk PRIMARY KEY (task_id, label, value);
ALTER TABLE ONLY public.task_targets
    ADD CONSTRAINT task_targets_pk PRIMARY KEY (task_id, target_id);
ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.watch_answers
    ADD CONSTRAINT watch_answers_pk PRIMARY KEY (question_id, agent_id);
ALTER TABLE ONLY public.watch_questions
    ADD CONSTRAINT watch_questions_pkey PRIMARY KEY (id);
CREATE INDEX alert_deliveries_by_outcome_received_at_ms ON public.alert_deliveries USING btree (outcome, received_at_ms);
CREATE INDEX alert_deliveries_by_received_at_ms_id ON public.alert_deliveries USING btree (received_at_ms, id);
CREATE INDEX audit_entries_by_actor_at_ms ON public.audit_entries USING btree (actor, at_ms, id);
CREATE INDEX audit_entries_by_at_ms ON public.audit_entries USING btree (at_ms, id);
CREATE INDEX audit_entries_by_object_kind_object_id_at_ms ON public.audit_entries USING btree (object_kind, object_id, at_ms, id);
CREATE INDEX inventory_targets_by_agent_id ON public.inventory_targets USING btree (agent_id);
CREATE INDEX inventory_targets_by_service_id ON public.inventory_targets USING btree (service, id);
CREATE INDEX policies_by_created_at_ms_id ON public.policies USING btree (created_at_ms, id);
CREATE INDEX policy_firings_by_outcome ON public.policy_firings USING btree (outcome);
CREATE INDEX policy_firings_by_policy_id_at_ms_id ON public.policy_firings USING btree (policy_id, at_ms, id);
CREATE INDEX policy_firings_by_policy_id_subject_at_ms ON public.policy_firings USING btree (policy_id, subject, at_ms);
CREATE INDEX policy_targets_by_agent_id ON public.policy_targets USING btree (agent_id);
CREATE INDEX schedules_by_next_at_ms ON public.schedules USING btree (next_at_ms);
CREATE INDEX task_labels_by_label_value_task_id ON public.task_labels USING btree (label, value, task_id);
CREATE INDEX task_targets_by_agent_id_assigned ON public.task_targets USING btree (agent_id, assigned);
CREATE INDEX task_targets_by_state_assigned ON public.task_targets USING btree (state, assigned);
CREATE INDEX tasks_by_created_at_ms_id ON public.tasks USING btree (created_at_ms, id);
CREATE INDEX tasks_by_schedule_id_start_at_ms ON public.tasks USING btree (schedule_id, start_at_ms);
CREATE INDEX tasks_by_state_created_at_ms ON public.tasks USING btree (state, created_at_ms);
CREATE INDEX tasks_by_window_closed_start_at_ms ON public.tasks USING btree (window_closed, start_at_ms);
CREATE TRIGGER agents_assignments_changed AFTER UPDATE OF assignments_version ON public.agents FOR EACH ROW WHEN ((old.assignments_version IS DISTINCT FROM new.assignments_version)) EXECUTE FUNCTION public.notify_assignments_changed();
CREATE TRIGGER audit_entries_change BEFORE DELETE OR UPDATE ON public.audit_entries FOR EACH ROW EXECUTE FUNCTION public.audit_entries_are_append_only();
CREATE TRIGGER audit_entries_truncate BEFORE TRUNCATE ON public.audit_entries FOR EACH STATEMENT EXECUTE FUNCTION public.audit_entries_are_append_only();
ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.tasks(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.inventory_targets
    ADD CONSTRAINT inventory_targets_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agents(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.policy_firings
    ADD CONSTRAINT policy_firings_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES public.policies(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.policy_targets
    ADD CONSTRAINT policy_targets_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agents(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.policy_targets
    ADD CONSTRAINT policy_targets_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES public.policies(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.target_summaries
    ADD CONSTRAINT target_summaries_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.tasks(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.task_labels
    ADD CONSTRAINT task_labels_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.tasks(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.task_targets
    ADD CONSTRAINT task_targets_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.tasks(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.watch_answers
    ADD CONSTRAINT watch_answers_question_id_fkey FOREIGN KEY (question_id) REFERENCES public.watch_questions(id) ON DELETE CASCADE;
