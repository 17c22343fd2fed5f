using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.Sqlite.Definitions;
using Dataface.Flags.Sqlite.Folder;
using Dataface.Flags.Sqlite.State;
using Dataface.Flags.State;

namespace Dataface.Flags.Sqlite.Tests;

/// <summary>A data folder's trail and documents, opened as the server opens them.</summary>
internal sealed class OpenFolder : IDisposable
{
    private readonly FolderDatabase _opened;

    public OpenFolder(string path, bool isRecovering = false)
    {
        Directory.CreateDirectory(path);
        Folder = new(path);
        _opened = new(Folder, isRecovering);
        State = new(Database, Trail);
        Definitions = new(Database, Trail);
    }

    public ServerFolder Folder { get; }

    public SqliteDatabase Database => _opened.Database;

    public SqliteTrail Trail => _opened.Trail;

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
        _opened.Dispose();
    }
}
