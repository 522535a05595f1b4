// Generated from the migrations by `npm run db:types`. Do not edit.
import type { ColumnType, Generated } from 'kysely'
import type { AgentId, ApiKeyId, AttachmentId, CalendarId, CannedAnswerId, ChannelId, ContactId, ConversationId, DispositionId, IdentityId, InteractionId, MessageId, NoteId, OfferId, PlannedMessageId, QueueId, ReasonId, ResultCodePlanId, RuleId, RuleRunId, SkillId, TagId, TelephoneId, TemplateId, WorkspaceId, Instant } from '../contract/ids.ts'

type Timestamp = ColumnType<Instant, Date, Date>
type NullableTimestamp = ColumnType<Instant | null, Date | null | undefined, Date | null>
/** Read as a value that the repo checks; written as JSON text. */
type Json = ColumnType<unknown, string, string>
type JsonWithDefault = ColumnType<unknown, string | undefined, string>
type NullableJson = ColumnType<unknown, string | null | undefined, string | null>

export interface Tables {
  agent: {
    workspace_id: WorkspaceId
    id: AgentId
    user_id: string | null
    name: string
    email: string
    role: string
    active: Generated<boolean>
    capacity: number | null
    denied: Generated<string[]>
    preferences: NullableJson
    version: Generated<number>
    created_at: Timestamp
    tag_ids: Generated<TagId[]>
    ready_rule: string | null
    accept_seconds: number | null
  }
  agent_skill: {
    workspace_id: WorkspaceId
    agent_id: AgentId
    skill_id: SkillId
    level: number
  }
  api_key: {
    workspace_id: WorkspaceId
    id: ApiKeyId
    agent_id: AgentId
    name: string
    role: string
    hash: string
    last_four: string
    created_at: Timestamp
    last_used_at: NullableTimestamp
    revoked_at: NullableTimestamp
  }
  asked: {
    workspace_id: WorkspaceId
    agent_id: AgentId
    interaction_id: InteractionId
    channel_id: ChannelId
    queue_id: QueueId
  }
  attachment: {
    workspace_id: WorkspaceId
    id: AttachmentId
    conversation_id: ConversationId
    message_id: MessageId | null
    mime_type: string
    size_bytes: number
    sha256: string
    file_name: string | null
    provider_media_id: string | null
    provider_media_until: NullableTimestamp
    uploaded_by: AgentId | null
    created_at: Timestamp
  }
  attendance: {
    workspace_id: WorkspaceId
    agent_id: AgentId
    seen_at: Timestamp
    leaves_at: NullableTimestamp
  }
  audit: {
    workspace_id: WorkspaceId
    seq: number
    at: Timestamp
    agent_id: AgentId
    kind: string
    what: string
    about: string
    request_id: string
    previous: string
    hash: string
  }
  audit_head: {
    workspace_id: WorkspaceId
    seq: number
    hash: string
  }
  business_day: {
    workspace_id: WorkspaceId
    zone: string
    version: number
  }
  calendar: {
    workspace_id: WorkspaceId
    id: CalendarId
    name: string
    zone: string
    blocks: JsonWithDefault
    special_days: JsonWithDefault
    version: Generated<number>
  }
  call: {
    workspace_id: WorkspaceId
    agent_id: AgentId
    call_id: string
    started_at: NullableTimestamp
    ended_at: NullableTimestamp
    limit_at: NullableTimestamp
    heard_at: Timestamp
  }
  canned_answer: {
    workspace_id: WorkspaceId
    id: CannedAnswerId
    channel_id: ChannelId | null
    shortcut: string
    title: string
    text: string
    version: Generated<number>
  }
  channel: {
    workspace_id: WorkspaceId
    id: ChannelId
    key: string
    name: string
    description: Generated<string>
    kind: string
    provider: string
    active: Generated<boolean>
    display_number: Generated<string>
    country: Generated<string>
    queue_id: QueueId | null
    capacity: Generated<number>
    reopen_days: number | null
    out_of_hours_text: Generated<string>
    opt_in: NullableJson
    recontact: NullableJson
    result_code_plan_id: ResultCodePlanId | null
    disposition_required: Generated<boolean>
    disposition_reason_id: ReasonId | null
    throughput_per_second: Generated<number>
    base_url: Generated<string>
    api_version: Generated<string>
    phone_number_id: Generated<string>
    business_account_id: Generated<string>
    app_id: Generated<string>
    access_token_sealed: string | null
    access_token_last_four: string | null
    app_secrets_sealed: Generated<string[]>
    app_secret_last_fours: Generated<string[]>
    webhook_key: string
    verify_token: string
    trouble: NullableJson
    wrong_signatures: Generated<number>
    last_wrong_signature_at: NullableTimestamp
    last_webhook_at: NullableTimestamp
    version: Generated<number>
    created_at: Timestamp
    mask_card_numbers: Generated<boolean>
    calendar_id: CalendarId | null
    holds_while_closed: Generated<boolean>
    open: Generated<boolean>
    schedule_at: NullableTimestamp
    parks_by_hand: Generated<boolean>
    parks_on_call: Generated<boolean>
    tag_ids: Generated<TagId[]>
    closing_fields: JsonWithDefault
    satisfaction: NullableJson
    satisfaction_template: NullableJson
    passes_on: Generated<boolean>
  }
  consent_entry: {
    workspace_id: WorkspaceId
    id: string
    contact_id: ContactId
    channel_id: ChannelId | null
    at: Timestamp
    purpose: string
    granted: boolean
    source: string
    by_agent_id: AgentId | null
  }
  contact: {
    workspace_id: WorkspaceId
    id: ContactId
    name: string
    name_is_ours: Generated<boolean>
    username: string | null
    email: string | null
    language: string | null
    note: Generated<string>
    service_consent: Generated<string>
    do_not_contact: Generated<boolean>
    version: Generated<number>
    created_at: Timestamp
  }
  contact_holder: {
    workspace_id: WorkspaceId
    contact_id: ContactId
    agent_id: AgentId
    at: Timestamp
  }
  conversation: {
    workspace_id: WorkspaceId
    id: ConversationId
    channel_id: ChannelId
    contact_id: ContactId
    last_inbound_at: NullableTimestamp
    last_message_at: NullableTimestamp
    snippet: Generated<string>
    snippet_from: string | null
    unread: Generated<number>
    out_of_hours_until: NullableTimestamp
    latest_interaction_id: InteractionId | null
    created_at: Timestamp
    planned: string | null
  }
  disposition: {
    workspace_id: WorkspaceId
    id: DispositionId
    parent_id: DispositionId | null
    name: string
    kinds: string[]
    do_not_contact: Generated<boolean>
    active: Generated<boolean>
    position: Generated<number>
    removed_at: NullableTimestamp
    everywhere: Generated<boolean>
    version: Generated<number>
  }
  draft: {
    workspace_id: WorkspaceId
    agent_id: AgentId
    conversation_id: ConversationId
    mode: string
    text: string
    updated_at: Timestamp
  }
  early_status: {
    workspace_id: WorkspaceId
    channel_id: ChannelId
    provider_message_id: string
    at: Timestamp
    status: Json
    stored_at: Timestamp
  }
  extension: {
    workspace_id: WorkspaceId
    agent_id: AgentId
    number: string
  }
  identity: {
    workspace_id: WorkspaceId
    id: IdentityId
    contact_id: ContactId
    kind: string
    value: string
    first_seen_at: Timestamp
    last_seen_at: Timestamp
  }
  interaction: {
    workspace_id: WorkspaceId
    id: InteractionId
    number: number
    conversation_id: ConversationId
    channel_id: ChannelId
    contact_id: ContactId
    queue_id: QueueId
    state: string
    priority: Generated<number>
    origin: string
    created_at: Timestamp
    waiting_since: Timestamp
    passed_over: Generated<AgentId[]>
    offer_id: OfferId | null
    offered_to: AgentId[] | null
    offer_expires_at: NullableTimestamp
    agent_id: AgentId | null
    accepted_at: NullableTimestamp
    awaiting_reply_since: NullableTimestamp
    wrap_up_started_at: NullableTimestamp
    wrap_up_ends_at: NullableTimestamp
    wrap_up_held: Generated<boolean>
    disposition_id: DispositionId | null
    disposition_name: string | null
    closed_at: NullableTimestamp
    reopened: Generated<number>
    previous_id: InteractionId | null
    preferred_agent_id: AgentId | null
    preferred_until: Timestamp
    clocks: JsonWithDefault
    clock_at: NullableTimestamp
    parked_reason: string | null
    parked_since: NullableTimestamp
    parked_until: NullableTimestamp
    quiet_since: Timestamp
    transfer: NullableJson
    transfer_to: AgentId | null
    transfer_ends_at: NullableTimestamp
    passes: Generated<number>
    tag_ids: Generated<TagId[]>
    closing_fields: JsonWithDefault
    satisfaction: NullableJson
    announced_for: NullableTimestamp
    overflowed_for: NullableTimestamp
    reminded_for: NullableTimestamp
    reminded: Generated<number>
    reminded_at: NullableTimestamp
  }
  interaction_tag: {
    workspace_id: WorkspaceId
    tag_id: TagId
    interaction_id: InteractionId
    created_at: Timestamp
  }
  journal: {
    workspace_id: WorkspaceId
    seq: number
    at: Timestamp
    type: string
    by_agent_id: AgentId | null
    interaction_id: InteractionId | null
    conversation_id: ConversationId | null
    event: Json
    by_rule_id: RuleId | null
  }
  message: {
    workspace_id: WorkspaceId
    id: MessageId
    conversation_id: ConversationId
    channel_id: ChannelId
    interaction_id: InteractionId | null
    direction: string
    author: string
    agent_id: AgentId | null
    at: Timestamp
    content: Json
    provider_message_id: string | null
    client_id: string | null
    part: Generated<number>
    quote: NullableJson
    reactions: JsonWithDefault
    forwarded: Generated<boolean>
    referral: NullableJson
    edited_at: NullableTimestamp
    revoked_at: NullableTimestamp
    delivery: string | null
    held_until: NullableTimestamp
    next_attempt_at: NullableTimestamp
    attempts: Generated<number>
    sending_since: NullableTimestamp
    accepted_at: NullableTimestamp
    sent_at: NullableTimestamp
    delivered_at: NullableTimestamp
    read_at: NullableTimestamp
    failure: NullableJson
    pricing: NullableJson
    template_id: TemplateId | null
    template_fill: NullableJson
  }
  note: {
    workspace_id: WorkspaceId
    id: NoteId
    conversation_id: ConversationId
    interaction_id: InteractionId | null
    agent_id: AgentId
    at: Timestamp
    text: string
  }
  pick: {
    workspace_id: WorkspaceId
    interaction_id: InteractionId
    id: string
    at: Timestamp
    why: Json
  }
  planned_message: {
    workspace_id: WorkspaceId
    id: PlannedMessageId
    conversation_id: ConversationId
    client_id: string
    agent_id: AgentId
    contents: Json
    quote: NullableJson
    template_id: TemplateId | null
    template_fill: NullableJson
    planned_at: Timestamp
    goes_at: Timestamp
    returned_at: NullableTimestamp
    returned_why: string | null
    returned_to: AgentId | null
    version: Generated<number>
  }
  preference_rules: {
    workspace_id: WorkspaceId
    locked: JsonWithDefault
    version: Generated<number>
  }
  presence: {
    workspace_id: WorkspaceId
    agent_id: AgentId
    state: string
    reason_id: ReasonId | null
    since: Timestamp
    stop_new: Generated<boolean>
    break_requested: Generated<boolean>
    break_requested_reason_id: ReasonId | null
    not_responding: Generated<boolean>
    returns_at: NullableTimestamp
    idle_since: Timestamp
    on_call_since: NullableTimestamp
    not_ready: Generated<boolean>
    break_begins_at: NullableTimestamp
    break_requested_state: Generated<string>
    away_since: NullableTimestamp
    away_returned: Generated<number>
    work_returns_at: NullableTimestamp
  }
  presence_rules: {
    workspace_id: WorkspaceId
    ready_rule: Generated<string>
    break_wait_seconds: Generated<number>
    grace_seconds: Generated<number>
    version: Generated<number>
  }
  queue: {
    workspace_id: WorkspaceId
    id: QueueId
    name: string
    description: Generated<string>
    strategy: Generated<string>
    accept_seconds: Generated<number>
    on_reject: Generated<string>
    on_timeout: Generated<string>
    return_seconds: number | null
    asks_to_accept: Generated<boolean>
    wrap_up_seconds: Generated<number>
    after_wrap_up: Generated<string>
    removed_at: NullableTimestamp
    version: Generated<number>
    last_agent_id: AgentId | null
    joins_by_skill: Generated<boolean>
    outbound_template_id: TemplateId | null
    preferred_by: Generated<string>
    preferred_wait_minutes: number | null
    contact_silence_seconds: number | null
    agent_silence_seconds: number | null
    tag_ids: Generated<TagId[]>
    on_agent_gone: Generated<string>
    priority: Generated<number>
    point_seconds: number | null
    weight: Generated<number>
    most_waiting: number | null
    longest_wait_seconds: number | null
    overflow: Generated<string>
    overflow_queue_id: QueueId | null
    overflow_text: string | null
    announce_after_seconds: number | null
    announce_text: string | null
    eligible: Generated<string>
    channel_ids: Generated<ChannelId[]>
    remind_after_seconds: number | null
    remind_most: number | null
    remind_text: string | null
  }
  queue_member: {
    workspace_id: WorkspaceId
    queue_id: QueueId
    agent_id: AgentId
    level: Generated<number>
    penalty: Generated<number>
    last_took_at: NullableTimestamp
    named: Generated<boolean>
    skilled: Generated<boolean>
    able: Generated<boolean>
    skill_level: number | null
  }
  queue_skill: {
    workspace_id: WorkspaceId
    queue_id: QueueId
    skill_id: SkillId
    best: number
    worst: number
  }
  reason: {
    workspace_id: WorkspaceId
    id: ReasonId
    kind: string
    name: string
    active: Generated<boolean>
    version: Generated<number>
  }
  result_code_plan: {
    workspace_id: WorkspaceId
    id: ResultCodePlanId
    name: string
    disposition_ids: Generated<DispositionId[]>
    version: Generated<number>
  }
  rule: {
    workspace_id: WorkspaceId
    id: RuleId
    name: string
    active: boolean
    looks: Json
    calendar_id: CalendarId | null
    delay_seconds: number
    conditions: Json
    jobs: Json
    version: number
    after_seq: number
    next_at: NullableTimestamp
    looked_to: ConversationId | null
  }
  rule_cursor: {
    workspace_id: WorkspaceId
    seq: number
  }
  rule_run: {
    workspace_id: WorkspaceId
    id: RuleRunId
    rule_id: RuleId
    interaction_id: InteractionId
    due_at: Timestamp
    ended_at: NullableTimestamp
    outcome: NullableJson
  }
  skill: {
    workspace_id: WorkspaceId
    id: SkillId
    name: string
    description: Generated<string>
    version: Generated<number>
  }
  sla_policy: {
    workspace_id: WorkspaceId
    owner_id: string
    owner: string
    clocks: JsonWithDefault
    service_level_seconds: number | null
    abandon_after_seconds: number | null
    version: Generated<number>
    chat_limit_seconds: number | null
  }
  tag: {
    workspace_id: WorkspaceId
    id: TagId
    title: string
    colour: string
    active: Generated<boolean>
    version: Generated<number>
  }
  tagging: {
    workspace_id: WorkspaceId
    active: Generated<boolean>
    roles: Json
    version: Generated<number>
  }
  tally: {
    workspace_id: WorkspaceId
    at: Timestamp
    id: string
    what: string
    queue_id: QueueId
    channel_id: ChannelId
    agent_id: AgentId | null
    since: NullableTimestamp
  }
  telephone: {
    workspace_id: WorkspaceId
    id: TelephoneId
    name: string
    active: Generated<boolean>
    hook_key: string
    secret_sealed: string
    secret_last_four: string
    last_heard_at: NullableTimestamp
    wrong_signatures: Generated<number>
    last_wrong_signature_at: NullableTimestamp
    version: Generated<number>
    created_at: Timestamp
  }
  template: {
    workspace_id: WorkspaceId
    id: TemplateId
    account: string
    provider_template_id: string
    name: string
    language: string
    category: string
    status: string
    parameter_format: string
    components: Json
    rejected_reason: string | null
    channel_ids: Generated<ChannelId[]>
    synced_at: Timestamp
  }
  template_sync: {
    workspace_id: WorkspaceId
    account: string
    channel_id: ChannelId
    at: NullableTimestamp
    trouble: string | null
  }
  transfer_rules: {
    workspace_id: WorkspaceId
    allowed: Generated<boolean>
    return_seconds: Generated<number>
    version: Generated<number>
  }
  webhook: {
    id: Generated<number>
    workspace_id: WorkspaceId
    channel_id: ChannelId
    received_at: Timestamp
    body: Buffer
    state: Generated<string>
    attempts: Generated<number>
  }
  webhook_part: {
    workspace_id: WorkspaceId
    id: Generated<number>
    webhook_id: number | null
    channel_id: ChannelId
    at: Timestamp
    why: string
    line: string | null
    path: string
    reason: string
    raw: string
    state: Generated<string>
  }
  workspace: {
    id: WorkspaceId
    name: string
    journal_seq: Generated<number>
    created_at: Timestamp
  }
  workspace_counter: {
    workspace_id: WorkspaceId
    interaction_number: Generated<number>
  }
}
