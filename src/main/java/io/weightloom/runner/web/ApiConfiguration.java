package io.weightloom.runner.web;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What all addresses of the API have in common. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration implements WebMvcConfigurer {

    private final AllowedOperations operations;

    ApiConfiguration(@Value("${runner.operations}") boolean operations) {
        this.operations = new AllowedOperations(operations);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new OwnPages()).addPathPatterns(Links.ROOT + "/**");
        registry.addInterceptor(operations).addPathPatterns(Links.EXPERIMENTS + "/*/runs/**");
        registry.addInterceptor(new KnownParameters()).addPathPatterns(Links.ROOT + "/**");
    }
}
