namespace Dataface.Flags.State;

/// <summary>Where changes that this process makes come from: its machine and its number.</summary>
internal static class ProcessName
{
    public static string Value { get; } = $"{System.Environment.MachineName}/{System.Environment.ProcessId}";
}
