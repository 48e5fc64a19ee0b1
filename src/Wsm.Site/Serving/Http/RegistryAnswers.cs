using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Wsm.Site.Serving.Http;

/// <summary>Answers in the forms that the specification gives them.</summary>
internal static class RegistryAnswers
{
    /// <summary>Error answer with one code (specification, "Error Codes"); a HEAD request gets the status alone.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string code, string message) => JsonAsync(context, status, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("errors");
            json.WriteStartObject();
            json.WriteString("code", code);
            json.WriteString("message", message);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        });

    public static async Task JsonAsync(HttpContext context, int status, Action<Utf8JsonWriter> write, string mediaType = "application/json")
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = buffer.WrittenCount;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
        }
    }

    public static Task NotAllowedAsync(HttpContext context, string allow)
    {
        context.Response.Headers.Allow = allow;
        return ErrorAsync(context, StatusCodes.Status405MethodNotAllowed, "UNSUPPORTED", "the operation is unsupported");
    }

    public static Task NameInvalidAsync(HttpContext context, string name) =>
        ErrorAsync(context, StatusCodes.Status400BadRequest, "NAME_INVALID", $"invalid repository name '{name}'");

    public static Task DigestInvalidAsync(HttpContext context, string text) =>
        ErrorAsync(context, StatusCodes.Status400BadRequest, "DIGEST_INVALID", $"'{text}' is not a digest, or does not match the content");
}
