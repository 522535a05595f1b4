-- What arrives is stored and applied in one transaction, as a workspace: its number is drawn there.
grant usage on sequence webhook_id_seq to switchboard_app;
-- Written for every message: whose workspace it is, the transaction itself has named, and workspaces do not go away.
alter table journal drop constraint journal_workspace_id_fkey;
-- Nor do conversations, and whoever writes a message holds its conversation.
alter table message drop constraint message_workspace_id_conversation_id_fkey;
