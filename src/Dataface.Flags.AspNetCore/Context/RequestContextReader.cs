using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.AspNetCore.Context;

/// <summary>Makes a request's evaluation context. Never throws, and never logs the same twice.</summary>
internal sealed class RequestContextReader
{
    /// <summary>For each attribute its sources, in order.</summary>
    private readonly AttributeReader[][] _attributes;
    private readonly Func<HttpContext, EvaluationContext, EvaluationContext>? _adjust;
    private readonly ILogger _logger;
    private int _hasLoggedFailure;

    public RequestContextReader(IOptions<RequestFlagsOptions> options, ILogger<RequestContextReader> logger)
    {
        _logger = logger;
        _adjust = options.Value.AdjustContext;
        _attributes =
        [
            .. options.Value.Attributes.Select(a => new AttributeReader(a, options.Value.MaxValueLength, logger))
                .GroupBy(reader => reader.Attribute, StringComparer.Ordinal).Select(sources => sources.ToArray()),
        ];
    }

    /// <summary>The context, or null when it cannot be made.</summary>
    public EvaluationContext? Read(HttpContext http)
    {
        Exception? failure = null;
        try
        {
            var context = Configured(http);
            if (_adjust is not null) context = _adjust(http, context);
            if (context is not null) return context;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            failure = error;
        }

        if (Interlocked.Exchange(ref _hasLoggedFailure, 1) == 0) RequestLog.ContextFailed(_logger, failure);
        return null;
    }

    private EvaluationContext Configured(HttpContext http)
    {
        var context = EvaluationContext.CreateBuilder();
        foreach (var sources in _attributes)
        {
            foreach (var source in sources)
            {
                // What is there but unusable decides too: a doubtful value is not replaced by one from a weaker source.
                if (source.TryRead(http, context)) break;
            }
        }

        return context.Build();
    }
}
