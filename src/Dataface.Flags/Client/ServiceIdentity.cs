using System.Reflection;
using Dataface.Flags.State;
using Dataface.Flags.Values;

namespace Dataface.Flags.Client;

/// <summary>Who a client says that it is.</summary>
internal static class ServiceIdentity
{
    private const int MaxLength = 64;

    private static readonly string Sdk = $"Dataface.Flags/{VersionOf(typeof(ServiceIdentity).Assembly)}";

    /// <summary>Why a text can be neither a service's name nor its version; null when it can, or is left out.</summary>
    public static string? ProblemOf(string? text) =>
        text is null || (text.Length is > 0 and <= MaxLength && text == text.Trim() && !text.Any(ShownText.IsHidden))
            ? null
            : $"is empty, longer than {MaxLength} characters, or has white space around it or control characters. "
                + "Write it like 'checkout', or leave it out.";

    public static InstanceIdentity Of(FlagClientOptions options)
    {
        var program = Assembly.GetEntryAssembly();
        return new(
            options.ServiceName ?? Sound(program?.GetName().Name) ?? "unknown",
            options.ServiceVersion ?? Sound(program is null ? null : VersionOf(program)) ?? "",
            Sdk,
            options.TimeProvider.GetUtcNow());
    }

    /// <summary>Without what builds add behind a plus, such as the hash of a commit.</summary>
    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>What a program is called by its makers may be anything.</summary>
    private static string? Sound(string? text) => text is not null && ProblemOf(text) is null ? text : null;
}
