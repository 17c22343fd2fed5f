using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Server.Stores;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Hosting;

/// <summary>PostgreSQL when there is a connection string, else the data folder.</summary>
internal static class StorageChoice
{
    public static ServerStorage Make(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<ServerOptions>>().Value;
        var time = services.GetRequiredService<TimeProvider>();
        if (options.Postgres is null) return new EmbeddedStorage(options.Data, time);
        var password = new PostgresPassword(options.Postgres, services.GetRequiredService<IConfiguration>());
        try
        {
            return new PostgresStorage(options.Postgres, password.IsGiven ? password.Current : null, time);
        }
        catch (ArgumentException error)
        {
            // It is not repeated: it may hold a password.
            throw new InvalidDataException(
                $"Postgres is no connection string: {error.Message} Write one such as \"Host=db;Database=flags;Username=flags\".", error);
        }
    }
}
