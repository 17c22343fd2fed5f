using Microsoft.AspNetCore.Mvc;

namespace Dataface.Flags.AspNetCore.Tests.Gating;

/// <summary>A controller behind a flag, with an action behind another.</summary>
[RequireFlag("controller")]
public sealed class GatedController : ControllerBase
{
    [HttpGet("/controller")]
    public string Index() => "controller";

    [HttpGet("/action"), RequireFlag("action", StatusCode = 410)]
    public string Action() => "action";
}

/// <summary>A controller without a gate of its own.</summary>
public sealed class OpenController : ControllerBase
{
    [HttpGet("/open")]
    public string Index() => "open";
}
