using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Incidents;
using Dataface.Flags.State;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Board.Now;

/// <summary>How a page says what undoes something: the command as it is typed, and a button for whoever may.</summary>
internal sealed class RemedyMarkup
{
    private readonly Caller _caller;
    private readonly string _environment;
    private readonly string _server;

    /// <param name="http">Who looks, and by which address.</param>
    /// <param name="environment">The environment.</param>
    public RemedyMarkup(HttpContext http, string environment)
    {
        (_caller, _environment) = (http.Caller(), environment);
        _server = $"{http.Request.Scheme}://{http.Request.Host.ToUriComponent()}{http.Request.PathBase.ToUriComponent()}";
    }

    public Html Of(Remedy remedy) => Html.Of($"""
        {remedy.Does}{Html.If(remedy.Arguments.Count > 0, () => Html.Of($"<br><code>{Command(remedy)}</code>"))}
        {Button(remedy)}
        """);

    private string Command(Remedy remedy) => ShellWords.Join(["dataface-flags", .. remedy.Arguments, "--server", _server]);

    private Html Button(Remedy remedy) => remedy switch
    {
        { Action: StateAction.Rollback } when _caller is { Environment: null } && _caller.Scopes.HasFlag(Scope.Admin) =>
            Link(Links.Rollback(remedy.Number), "Roll back …", "button"),
        { Action: StateAction.Kill, Flag: { } flag } when flag != KillRegister.Everything && MayOperate =>
            Link(Links.FlagAction(_environment, flag, "kill"), "Kill …", "button danger"),
        { Action: StateAction.Restore, Flag: { } flag } when flag != KillRegister.Everything && MayOperate =>
            Link(Links.FlagAction(_environment, flag, "restore"), "Restore …", "button"),
        { Action: StateAction.Pause, Flag: { } flag } when MayOperate =>
            Link(Links.FlagAction(_environment, flag, "pause", remedy.Rule), "Pause …", "button"),
        { Action: StateAction.Resume, Flag: { } flag } when MayOperate =>
            Link(Links.FlagAction(_environment, flag, "resume", remedy.Rule), "Resume …", "button"),
        _ => Html.Empty,
    };

    private bool MayOperate => _caller.Scopes.HasFlag(Scope.Operate);

    private static Html Link(BoardAddress address, string text, string look) =>
        Html.Of($"""<br><a class="{look}" href="{address}">{text}</a>""");
}
