using Dataface.Flags.Server.Board.Portfolio;
using Dataface.Flags.Server.Experiments;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Board;

/// <summary>Says in the log at the start what the pages will say, since nobody may look at them for days.</summary>
internal sealed partial class BoardStartReport(
    ExperimentFolder experiments, PortfolioFolder portfolio, IOptions<ServerSettings> options,
    ILogger<BoardStartReport> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Tell(nameof(options.Value.Experiments), experiments.Content.Problems);
        var hasPortfolio = options.Value.Portfolio is not null;
        if (hasPortfolio && portfolio.Read() is { Plan: null } refused) Tell(nameof(options.Value.Portfolio), refused.Problems);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Tell(string setting, IEnumerable<string> problems)
    {
        foreach (var problem in problems) Refused(logger, setting, problem);
    }

    [LoggerMessage(7400, LogLevel.Error, "{Setting}: the board cannot show what is refused: {Problem}")]
    private static partial void Refused(ILogger logger, string setting, string problem);
}
