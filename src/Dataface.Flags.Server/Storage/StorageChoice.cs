using Dataface.Flags.Server.Hosting;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Storage;

/// <summary>PostgreSQL when there is a connection string, else the data folder.</summary>
internal static class StorageChoice
{
    public static ServerStorage Make(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<ServerOptions>>().Value;
        var time = services.GetRequiredService<TimeProvider>();
        return string.IsNullOrWhiteSpace(options.Postgres) ? new EmbeddedStorage(options.Data, time) : new PostgresStorage(options.Postgres, time);
    }
}
