using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Server.Stores;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Hosting;

/// <summary>PostgreSQL when there is a connection string, else the data folder.</summary>
internal static class StorageChoice
{
    public static void AddStorage(this IServiceCollection services)
    {
        services.AddSingleton(provider => Of(
            provider.GetRequiredService<IOptions<ServerSettings>>().Value, provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(provider =>
            provider.GetRequiredService<IStorageHome>().Open(provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Where the commands find it, which serve nobody and so validate no other setting.</summary>
    public static IStorageHome Of(IConfiguration configuration) =>
        Of(configuration.GetSection(ServerSettings.Section).Get<ServerSettings>() ?? new(), configuration);

    private static IStorageHome Of(ServerSettings options, IConfiguration configuration) =>
        options.Postgres is { } connection ? new PostgresHome(connection, configuration) : new DataFolderHome(options.Data);
}
