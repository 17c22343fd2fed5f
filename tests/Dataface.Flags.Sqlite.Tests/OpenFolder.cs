using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.Sqlite.Definitions;
using Dataface.Flags.Sqlite.Folder;
using Dataface.Flags.Sqlite.State;
using Dataface.Flags.State;

namespace Dataface.Flags.Sqlite.Tests;

/// <summary>A data folder's trail and documents, opened as the server opens them.</summary>
internal sealed class OpenFolder : IDisposable
{
    private readonly HeadFile _head;

    public OpenFolder(string path, bool isRecovering = false)
    {
        Directory.CreateDirectory(path);
        Folder = new(path);
        _head = new(Folder.Head);
        Database = SqliteDatabase.Open(Folder.Database);
        try
        {
            Trail = new(Database, SqliteDatabase.FileName);
            if (!isRecovering) Database.Read(connection => _head.Check(connection, Trail.State));
        }
        catch
        {
            Database.Dispose();
            _head.Dispose();
            throw;
        }

        Trail.Kept += _head.Write;
        State = new(Database, Trail);
        Definitions = new(Database, Trail);
    }

    public ServerFolder Folder { get; }

    public SqliteDatabase Database { get; }

    public SqliteTrail Trail { get; }

    public SqliteFlagStateStore State { get; }

    public SqliteFlagDefinitionStore Definitions { get; }

    public static StateChange Change(StateAction action, string flag = "*", string environment = "*") => new()
    {
        Action = action,
        Flag = flag,
        Environment = environment,
        By = "ops",
        From = "test",
        Reason = "errors",
        At = DateTimeOffset.UnixEpoch,
    };

    public Task<RecordedChange> KillAsync(string flag, string environment = "production") =>
        State.ApplyAsync(Change(StateAction.Kill, flag, environment), default).AsTask();

    public async Task PublishAsync(string comment) =>
        await Definitions.PublishAsync(Change(StateAction.Publish), DocumentOf(comment), default);

    public IEnumerable<string> Killed(string environment = "production") => Trail.State.StateOf(environment).Kills.Keys;

    public static byte[] DocumentOf(string comment) =>
        System.Text.Encoding.UTF8.GetBytes($$"""{"schema":1,"flags":{},"$comment":"{{comment}}"}""");

    public void Dispose()
    {
        Definitions.Dispose();
        State.Dispose();
        Database.Dispose();
        _head.Dispose();
    }
}
