using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;

namespace Dataface.Flags.Testing.NUnit;

/// <summary>Runs a test with flags forced.</summary>
internal sealed class ForcingCommand(TestCommand command, FlagSide[] sides) : DelegatingTestCommand(command)
{
    public override TestResult Execute(TestExecutionContext context)
    {
        var forced = Array.ConvertAll(sides, side => AmbientFlags.Force(side.Key, side.IsOn));
        try
        {
            return innerCommand.Execute(context);
        }
        finally
        {
            foreach (var force in forced) force.Dispose();
        }
    }
}
