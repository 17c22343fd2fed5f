using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Settings;

/// <summary>What one feature asks of its settings beyond their ranges.</summary>
/// <param name="failures">What is wrong, each in a sentence with what to write instead.</param>
internal sealed class SettingsCheck(Func<ServerSettings, IEnumerable<string>> failures) : IValidateOptions<ServerSettings>
{
    public ValidateOptionsResult Validate(string? name, ServerSettings options)
    {
        var found = failures(options).ToList();
        return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }
}
