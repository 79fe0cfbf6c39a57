package io.weightloom.runner.web;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What all addresses of the API have in common. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration implements WebMvcConfigurer {

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new OwnPages()).addPathPatterns(Links.ROOT + "/**");
        registry.addInterceptor(new KnownParameters()).addPathPatterns(Links.ROOT + "/**");
    }
}
