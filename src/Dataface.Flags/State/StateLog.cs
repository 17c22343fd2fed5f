using Microsoft.Extensions.Logging;

namespace Dataface.Flags.State;

/// <summary>Log events of state, ids 2000 to 2099.</summary>
internal static partial class StateLog
{
    [LoggerMessage(2019, LogLevel.Debug, "The state in force here could not be reported to '{Store}'; next try in {Delay}: {Problem}")]
    public static partial void NotReported(ILogger logger, string store, TimeSpan delay, string problem);

    [LoggerMessage(2000, LogLevel.Warning, "Flag '{Flag}' was killed in '{Environment}' by {By}: {Reason}. Reach: {Reach}.")]
    public static partial void Killed(ILogger logger, string flag, string environment, string by, string reason, StateReach reach);

    [LoggerMessage(2001, LogLevel.Warning, "Flag '{Flag}' was restored in '{Environment}' by {By}: {Reason}. Reach: {Reach}.")]
    public static partial void Restored(ILogger logger, string flag, string environment, string by, string reason, StateReach reach);

    [LoggerMessage(EventId = 2002, Message =
        "The kill of '{Flags}' is in force in this process, but has not reached '{Store}' (failure {Count}) and is delivered again in "
        + "{Delay}: {Problem}")]
    public static partial void Undelivered(
        ILogger logger, LogLevel level, string flags, string store, long count, TimeSpan delay, string problem);

    [LoggerMessage(2003, LogLevel.Warning, "The kill of '{Flag}' has now reached '{Store}'. Reach: {Reach}.")]
    public static partial void Delivered(ILogger logger, string flag, string store, StateReach reach);

    [LoggerMessage(EventId = 2004, Message =
        "The state store '{Store}' cannot be read (failure {Count}); the kills known so far stay in force, and it is read again in "
        + "{Delay}: {Problem}")]
    public static partial void Unreadable(ILogger logger, LogLevel level, string store, long count, TimeSpan delay, string problem);

    [LoggerMessage(EventId = 2006, Message =
        "The kill file '{Path}' cannot be read (failure {Count}); its last content stays in force: {Problem}")]
    public static partial void KillFileUnreadable(ILogger logger, LogLevel level, string path, long count, string problem);

    [LoggerMessage(2007, LogLevel.Error,
        "The restore of '{Flag}' in '{Environment}' was not carried out; the flag stays killed: {Problem}")]
    public static partial void RestoreFailed(ILogger logger, string flag, string environment, string problem);

    [LoggerMessage(2008, LogLevel.Warning, "Kills by '{Source}' were changed elsewhere: {Killed} killed, {Restored} restored: {Flags}.")]
    public static partial void KillsChanged(ILogger logger, string source, int killed, int restored, string flags);

    [LoggerMessage(2009, LogLevel.Error,
        "The state journal is broken. {Break} Its kills stay in force; restores after the break do not count.")]
    public static partial void Broken(ILogger logger, string @break);

    [LoggerMessage(2010, LogLevel.Warning, "A write to the state journal had been cut short. {Torn}")]
    public static partial void Torn(ILogger logger, string torn);

    [LoggerMessage(2011, LogLevel.Warning, "The state journal was not compacted. {Problem}")]
    public static partial void NotCompacted(ILogger logger, string problem);

    [LoggerMessage(EventId = 2012, Message =
        "The kill of '{Flag}' is in force in this process, but '{Folder}' cannot keep it beyond it (failure {Count}): {Problem}")]
    public static partial void NotKept(ILogger logger, LogLevel level, string flag, string folder, long count, string problem);

    [LoggerMessage(2013, LogLevel.Error,
        "'{Path}' may hold kills that never reached their store, and cannot be read: {Problem} Kill again what must be off, and remove "
        + "it.")]
    public static partial void KeptKillsUnreadable(ILogger logger, string path, string problem);

    [LoggerMessage(2014, LogLevel.Warning,
        "{Count} kills that an earlier process could not deliver are in force again and delivered: {Flags}.")]
    public static partial void Resumed(ILogger logger, int count, string flags);

    [LoggerMessage(2015, LogLevel.Warning,
        "The kill of '{Flag}' is over here, but stays in '{Folder}', and is delivered once more at the next start: {Problem}")]
    public static partial void NotForgotten(ILogger logger, string flag, string folder, string problem);

    [LoggerMessage(2016, LogLevel.Error, "The state store '{Store}' holds something that is not a record. {Problem}")]
    public static partial void SetApart(ILogger logger, string store, string problem);

    [LoggerMessage(2017, LogLevel.Error, "Line {Line} of the kill file '{Path}' kills nothing; the other lines do. {Problem}")]
    public static partial void KillFileLine(ILogger logger, int line, string path, string problem);

    [LoggerMessage(2018, LogLevel.Error, "A kill that was never delivered is dropped, because it has no effect. {Problem}")]
    public static partial void NamesNothing(ILogger logger, string problem);
}
