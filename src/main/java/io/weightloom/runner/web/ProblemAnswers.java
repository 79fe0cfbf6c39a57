package io.weightloom.runner.web;

import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.TooManyExamplesException;
import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.trained.OpenNetworks;
import io.weightloom.runner.trained.UnusableWeightsException;
import io.weightloom.text.Nearest;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Answers each request that is not served with a problem as in RFC 9457, wherever it fails: in a controller, on the way
 * to one, or in the container, which shows an error page then.
 */
@RestController
@RestControllerAdvice
class ProblemAnswers extends ResponseEntityExceptionHandler implements ErrorController {

    @RequestMapping("/error")
    ResponseEntity<ProblemDetail> errorPage(HttpServletRequest request) {
        HttpStatus status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                ? HttpStatus.resolve(code)
                : null;
        HttpStatus known = status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
        String path = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
        ProblemDetail problem = ProblemDetail.forStatus(known);
        problem.setInstance(instance(path));
        if (known == HttpStatus.NOT_FOUND) {
            problem.setDetail(nothingAt(path));
        } else if (known == HttpStatus.CONTENT_TOO_LARGE) {
            problem.setDetail(BoundedBodies.detail());
        } else if (known.is5xxServerError()) {
            problem.setDetail("The runner could not answer; its log says why.");
        } else {
            problem.setDetail("The request cannot be read.");
        }
        return ResponseEntity.status(known)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException thrown, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(
                thrown,
                nothingAt(((ServletWebRequest) request).getRequest().getRequestURI()),
                headers,
                status,
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
            HttpRequestMethodNotSupportedException thrown,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        String[] supported = thrown.getSupportedMethods();
        String detail = "This address does not take %s, but %s"
                .formatted(thrown.getMethod(), listed(supported == null ? List.of() : Arrays.asList(supported)));
        return answer(thrown, detail, headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
            HttpMediaTypeNotSupportedException thrown, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail = "The body's type must be %s, but is %s"
                .formatted(listed(thrown.getSupportedMediaTypes()), thrown.getContentType());
        return answer(thrown, detail, headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotAcceptable(
            HttpMediaTypeNotAcceptableException thrown,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        String detail = "What is here can be had as %s, and Accept names none of it"
                .formatted(listed(thrown.getSupportedMediaTypes()));
        return answer(thrown, detail, headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException thrown, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Throwable cause = thrown.getMostSpecificCause();
        if (cause instanceof BoundedBodies.TooLongException) {
            return answer(thrown, BoundedBodies.detail(), headers, HttpStatus.CONTENT_TOO_LARGE, request);
        } else if (cause instanceof UnrecognizedPropertyException unknown) {
            List<String> known = unknown.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .sorted()
                    .toList();
            String detail = "The body has '%s', which is not known; %s"
                    .formatted(unknown.getPropertyName(), Nearest.hint(unknown.getPropertyName(), known));
            return answer(thrown, detail, headers, status, request);
        } else if (cause instanceof JacksonException json) {
            String detail = "The body is no JSON as it should be: %s (line %s, column %s)"
                    .formatted(
                            json.getOriginalMessage(),
                            json.getLocation().getLineNr(),
                            json.getLocation().getColumnNr());
            return answer(thrown, detail, headers, status, request);
        }
        return answer(thrown, "The body cannot be read", headers, status, request);
    }

    /** The trial is there, and in no state in which it could be asked. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> unusable(UnusableWeightsException thrown, WebRequest request) {
        return answer(thrown, String.valueOf(thrown.getMessage()), new HttpHeaders(), HttpStatus.CONFLICT, request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> busy(OpenNetworks.BusyException thrown, WebRequest request) {
        return answer(
                thrown,
                String.valueOf(thrown.getMessage()),
                new HttpHeaders(),
                HttpStatus.SERVICE_UNAVAILABLE,
                request);
    }

    /** A database that is away comes back, which whoever works on a run waits for; of that, the log tells once. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> away(DataAccessException thrown, WebRequest request) {
        return awayOrThrown(thrown, request);
    }

    /** The same, where it goes away between statements. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> away(TransactionException thrown, WebRequest request) {
        return awayOrThrown(thrown, request);
    }

    /** Examples, a task, a descriptor or a z that the network cannot be asked with. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> invalid(InvalidDataException thrown, WebRequest request) {
        return answer(thrown, String.valueOf(thrown.getMessage()), new HttpHeaders(), HttpStatus.BAD_REQUEST, request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> tooMany(TooManyExamplesException thrown, WebRequest request) {
        return answer(
                thrown, String.valueOf(thrown.getMessage()), new HttpHeaders(), HttpStatus.CONTENT_TOO_LARGE, request);
    }

    /** Nobody can be answered whose connection broke while he was. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception thrown, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        HttpServletRequest asked = ((ServletWebRequest) request).getRequest();
        HttpServletResponse response = ((ServletWebRequest) request).getResponse();
        if (response != null && response.isCommitted()) {
            return null;
        }
        if (body instanceof ProblemDetail problem) {
            problem.setInstance(instance(asked.getRequestURI()));
        }
        return super.handleExceptionInternal(thrown, body, headers, status, request);
    }

    /** Spring would take the path for a URI, which one that begins with two slashes is not. */
    private static URI instance(String path) {
        try {
            return new URI(path.replaceFirst("^/+", "/"));
        } catch (URISyntaxException e) {
            return URI.create("/");
        }
    }

    private @Nullable ResponseEntity<Object> answer(
            Exception thrown, String detail, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return handleExceptionInternal(
                thrown, ProblemDetail.forStatusAndDetail(status, detail), headers, status, request);
    }

    private <E extends RuntimeException> @Nullable ResponseEntity<Object> awayOrThrown(E thrown, WebRequest request) {
        if (!DatabaseReasons.isAway(thrown)) {
            throw thrown;
        }
        return answer(
                thrown,
                "The database is away, so that nothing can be looked at: ask again when it is back",
                new HttpHeaders(),
                HttpStatus.SERVICE_UNAVAILABLE,
                request);
    }

    private static String nothingAt(String path) {
        return "Nothing is at %s; the API begins at %s, and /actuator lists what is there for curl"
                .formatted(path, Links.EXPERIMENTS);
    }

    private static String listed(List<?> some) {
        return some.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }
}
