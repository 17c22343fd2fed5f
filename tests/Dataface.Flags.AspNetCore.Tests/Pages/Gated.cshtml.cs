using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Dataface.Flags.AspNetCore.Tests.Pages;

/// <summary>A page behind a flag.</summary>
[RequireFlag("page")]
public sealed class GatedModel : PageModel;
