using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.AspNetCore.Context;

/// <summary>Makes a request's evaluation context. Never throws, and never logs the same twice.</summary>
internal sealed class RequestContextReader
{
    /// <summary>For each attribute its sources, in order.</summary>
    private readonly AttributeReader[][] _attributes;
    private readonly Func<HttpContext, EvaluationContext, EvaluationContext>? _adjust;
    private readonly ILogger _logger;
    private int _hasLoggedFailure;

    /// <param name="attributes">Where attributes come from; of one name, the first source that has it counts.</param>
    /// <param name="maxLength">The longest value that is taken, in characters.</param>
    /// <param name="adjust">Changes what was read; null for nothing.</param>
    /// <param name="logger">Is told what is left out.</param>
    public RequestContextReader(
        IEnumerable<AttributeSource> attributes, int maxLength,
        Func<HttpContext, EvaluationContext, EvaluationContext>? adjust, ILogger logger)
    {
        (_logger, _adjust) = (logger, adjust);
        _attributes =
        [
            .. attributes.Select(a => new AttributeReader(a, maxLength, logger))
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
