using System.CommandLine;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>guard</c>: how guarded rollouts stand, and why one was aborted.</summary>
internal static class GuardCommand
{
    public static Command Create(CommandIo io) =>
        new("guard", "Rollouts that watch themselves.") { GuardStatusCommand.Create(io), GuardReplayCommand.Create(io) };
}
