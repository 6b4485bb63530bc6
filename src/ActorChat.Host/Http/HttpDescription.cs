using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ActorChat.Host.Http;

/// <summary>The OpenAPI document, with what the framework cannot see: which members may be missing, the code of each refusal, names as they are written.</summary>
internal static class HttpDescription
{
    public static void Configure(OpenApiOptions openApi, string product, string version)
    {
        openApi.AddDocumentTransformer((description, _, _) =>
        {
            (description.Info.Title, description.Info.Version) = (product, version);
            return Task.CompletedTask;
        });
        openApi.AddOperationTransformer((operation, _, _) =>
        {
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            {
                parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
            }

            return Task.CompletedTask;
        });
        openApi.AddSchemaTransformer((schema, context, _) =>
        {
            foreach (var member in context.JsonTypeInfo.Properties)
            {
                LeaveOut(schema, member);
            }

            if (context.JsonTypeInfo.Type == typeof(ProblemDetails))
            {
                AddCode(schema);
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>A member that is left out when it says nothing is never null, and, if it is a flag, never false.</summary>
    private static void LeaveOut(OpenApiSchema schema, JsonPropertyInfo member)
    {
        if (member.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: false) is not [JsonIgnoreAttribute]
            || schema.Properties?[member.Name] is not OpenApiSchema described)
        {
            return;
        }

        schema.Required?.Remove(member.Name);
        described.Type &= ~JsonSchemaType.Null;
        if (member.PropertyType == typeof(bool))
        {
            described.Enum = [JsonValue.Create(true)];
        }
    }

    /// <summary>All refusals come from <see cref="HttpProblem"/>.</summary>
    private static void AddCode(OpenApiSchema schema)
    {
        schema.Properties!["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "It never changes, so programs read it." };
        schema.Required = new HashSet<string> { "type", "title", "status", "code" };
        foreach (var name in schema.Required)
        {
            ((OpenApiSchema)schema.Properties[name]).Type &= ~JsonSchemaType.Null;
        }
    }
}
